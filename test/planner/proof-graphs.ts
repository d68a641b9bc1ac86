import type { Datum, DeviceModel, HostModel, ProofGraph, StageNode } from '../../host/planner/index.js';
import { Random } from './random.js';

/** A proof and the devices that it is planned on. */
export interface Instance {
  readonly graph: ProofGraph;
  readonly devices: readonly DeviceModel[];
  readonly host: HostModel;
}

/** What one core does of each class in a second: field elements or, of permutations, the elements they absorb. */
const CORE_RATES: Readonly<Record<string, number>> = {
  lde: 1.4e8,
  commit: 8e7,
  permutation: 6e7,
  quotient: 3e7,
  evaluate: 3e8,
  deep: 2e8,
  fold: 5e7,
  open: 1e6,
  replay: 4e7,
  fill: 2e8,
};

const WORD_BYTES = 4;

/** A proof with the shape of a STARK's, of at most 12 stages, on two or three devices of differing speeds. */
export function randomInstance(seed: number): Instance {
  const random = new Random(seed);
  const graph = randomGraph(random);
  return { graph, ...randomDevices(random, graph) };
}

/** A graph under construction. */
class Builder {
  readonly stages: StageNode[] = [];
  readonly data: Datum[] = [];

  constructor(private readonly random: Random) {}

  datum(elements: number, kind: 'host' | 'matrix' | 'tree'): number {
    this.data.push({
      bytes: Math.ceil(elements * WORD_BYTES),
      atHost: kind === 'host',
      isMovable: kind !== 'tree',
    });
    return this.data.length - 1;
  }

  stage(
    key: string,
    op: string,
    work: number,
    io: { inputs: number[]; outputs: number[]; after?: number[]; isHost?: boolean },
  ): number {
    const calls = this.random.whole(1, 4);
    const after = io.after ?? [];
    this.stages.push({ key, op, parts: [{ class: op, work, calls }], frees: [], ...io, after });
    return this.stages.length - 1;
  }

  /** Data are freed by the last stage that reads them, or that makes them if none does. */
  finish(): ProofGraph {
    const stages = this.stages.map((stage, i) => {
      const frees = this.data.flatMap((_, datum) => {
        const uses = this.stages.flatMap(({ inputs, outputs }, other) =>
          inputs.includes(datum) || outputs.includes(datum) ? [other] : [],
        );
        return uses.at(-1) === i && i < this.stages.length - 1 ? [datum] : [];
      });
      return { ...stage, frees };
    });
    return { stages, data: this.data };
  }
}

function randomGraph(random: Random): ProofGraph {
  const build = new Builder(random);
  const rows = 2 ** random.whole(13, 19);
  const blowup = 2 ** random.whole(1, 2);
  const hasLookups = random.chance(0.6);
  const tables = hasLookups ? 1 : random.whole(1, 3);
  // Some devices hand a tree's digests out, so that another one can open it.
  const tree = random.chance(0.5) ? 'tree' : 'matrix';
  const hasReplay = random.chance(0.4);

  const traces: number[] = [];
  const columns: number[] = [];
  for (let table = 0; table < tables; table++) {
    columns.push(Math.round(random.logarithmic(8, 300)));
    traces.push(build.datum(rows * columns[table], hasReplay ? 'matrix' : 'host'));
  }
  const width = columns.reduce((sum, count) => sum + count, 0);
  if (hasReplay) {
    const records = build.datum(rows * 4, 'host');
    build.stage('replay', 'replay', rows * width, { inputs: [records], outputs: traces, isHost: true });
  }

  const commit = (name: string, ldes: number[], elements: number, after: number[] = []) => {
    const digests = build.datum(rows * blowup * 8 * 2, tree);
    const made = build.stage(`${name}: commit`, 'commit', elements, {
      inputs: ldes,
      outputs: [digests],
      after,
    });
    return { digests, made };
  };
  const extend = (name: string, input: number, elements: number, after: number[] = []) => {
    const output = build.datum(elements * blowup, 'matrix');
    build.stage(`${name}: lde`, 'lde', elements * blowup, { inputs: [input], outputs: [output], after });
    return output;
  };

  const ldes = traces.map((trace, table) => extend(`main ${table}`, trace, rows * columns[table]));
  const main = commit('main', ldes, rows * blowup * width);
  let extended = [...ldes];
  const trees = [main.digests];
  let challenge = main.made;
  if (hasLookups) {
    const lookups = Math.round(random.logarithmic(4, 80));
    const columnsOf = build.datum(rows * lookups, 'matrix');
    build.stage('permutation', 'permutation', rows * (width + lookups), {
      inputs: traces,
      outputs: [columnsOf],
      after: [challenge],
    });
    const lde = extend('permutation', columnsOf, rows * lookups);
    const committed = commit('permutation', [lde], rows * blowup * lookups);
    extended = [...extended, lde];
    trees.push(committed.digests);
    challenge = committed.made;
  }
  const quotientColumns = random.pick([4, 8, 16]);
  const chunks = build.datum(rows * quotientColumns, 'matrix');
  build.stage('quotient', 'quotient', rows * blowup * width * random.logarithmic(0.5, 4), {
    inputs: extended,
    outputs: [chunks],
    after: [challenge],
  });
  const quotientLde = extend('quotient', chunks, rows * quotientColumns);
  const quotient = commit('quotient', [quotientLde], rows * blowup * quotientColumns);
  trees.push(quotient.digests);
  const all = [...extended, quotientLde];
  const allElements = rows * (width + quotientColumns);
  const values = build.datum(width * 10, 'matrix');
  const isSmall = build.stages.length > 8;
  const evaluated = isSmall
    ? quotient.made
    : build.stage('evaluate', 'evaluate', allElements, {
        inputs: all,
        outputs: [values],
        after: [quotient.made],
      });
  const combined = build.datum(rows * blowup * 5, 'matrix');
  build.stage('deep', 'deep', allElements * blowup, { inputs: all, outputs: [combined], after: [evaluated] });
  const layers = build.datum(rows * blowup * 10, tree);
  const folded = build.stage('fold', 'fold', rows * blowup * 10, { inputs: [combined], outputs: [layers] });
  build.stage('open', 'open', 100 * width, {
    inputs: [...(random.chance(0.5) ? all : []), ...trees, layers],
    outputs: [build.datum(100 * width, 'matrix')],
    after: [folded],
  });
  return build.finish();
}

function randomDevices(random: Random, graph: ProofGraph): Omit<Instance, 'graph'> {
  const classes = [...new Set(graph.stages.flatMap(({ parts }) => parts.map((part) => part.class)))];
  const total = graph.data.reduce((sum, { bytes }) => sum + bytes, 0);
  const most = Math.max(
    ...graph.stages.map(({ inputs, outputs }) =>
      [...inputs, ...outputs].reduce((sum, datum) => sum + graph.data[datum].bytes, 0),
    ),
  );
  const devices: DeviceModel[] = [];
  const count = random.whole(2, 3);
  for (let i = 0; i < count; i++) {
    const isHost = i === 0;
    const speed = isHost ? 1 : random.logarithmic(1, 100);
    const spread = random.pick([1.2, 3, 10]);
    const kinds = isHost || random.chance(0.7) ? classes : classes.filter(() => random.chance(0.7));
    const rates = new Map(
      kinds.map((name) => [
        name,
        {
          latencySeconds: isHost ? 1e-6 : random.logarithmic(1e-5, 3e-4),
          workPerSecond: CORE_RATES[name] * speed * random.logarithmic(1 / spread, spread),
        },
      ]),
    );
    const link = isHost
      ? { latencySeconds: 0, bytesPerSecond: Infinity }
      : { latencySeconds: random.logarithmic(5e-6, 1e-4), bytesPerSecond: random.logarithmic(1e9, 3e10) };
    devices.push({
      id: isHost ? 'cpu0' : `acc${i - 1}`,
      budgetBytes: isHost || random.chance(0.4) ? total : Math.ceil(most * random.logarithmic(0.5, 1.2)),
      isEmulated: false,
      pricePerHour: Math.round(100 * random.logarithmic(0.1, 10)) / 100,
      rates,
      upload: link,
      download: link,
    });
  }
  const host: HostModel = {
    rates: new Map(
      Object.entries(CORE_RATES).map(([name, workPerSecond]) => [name, { latencySeconds: 0, workPerSecond }]),
    ),
    ...(random.chance(0.5) ? { sharedWith: 'cpu0' } : {}),
  };
  return { devices, host };
}

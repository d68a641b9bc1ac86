import { greatest, proofSystem, type StarkParameters } from '../proof/index.js';
import { functionCount, pointsPerColumn, sum } from './quantities.js';
import type { LookupSize, SecurityStatement } from './statement.js';
import { listDecoding, type TermName } from './terms.js';

/** What Plonky3's calculator is told. */
export interface Plonky3Inputs {
  readonly parameters: StarkParameters;
  readonly logRows: number;
  readonly constraintCount: number;
  readonly maxConstraintDegree: number;
  readonly pointsPerColumn: number;
  /** 1 for no batching term. */
  readonly functionCount: number;
  /** Left out by callers that have none, and by those that forget it. */
  readonly lookups?: LookupSize | undefined;
  /** What the caller says that a collision costs; Plonky3's examples say 128 of every hash. */
  readonly collisionBits: number;
}

export interface Plonky3Minimum {
  /** Terms that there are, in bits. */
  readonly terms: Readonly<Partial<Record<TermName, number>>>;
  readonly binding: TermName;
  readonly bits: number;
}

/** What Plonky3's calculator says, before it rounds down. */
export interface Plonky3Security {
  readonly unique: Plonky3Minimum;
  readonly list: (Plonky3Minimum & { readonly m: number }) | null;
  /** The better regime's. */
  readonly provenBits: number;
  /** By the conjecture on random words. */
  readonly conjectured: Plonky3Minimum;
  /** The same from the FRI parameters alone. */
  readonly friOnlyBits: number;
  /** The older count of queries times log2 of the blowup, plus work. */
  readonly queryCountBits: number;
}

const EXAMPLES_COLLISION_BITS = 128;
const LEAST_M = 3;
const M_LIMIT = 1000;

/**
 * What Plonky3 itself would pass: for a single table without lookups what its uni-stark adapter does, which leaves
 * batching out; for others what batch-stark's test assembles by hand.
 */
export function plonky3Inputs({ parameters, tables }: SecurityStatement): Plonky3Inputs {
  const interactionsPerRow = sum(tables.map(({ lookups }) => lookups.interactionsPerRow));
  const common = {
    parameters,
    logRows: greatest(tables.map(({ logRows }) => logRows)),
    constraintCount: sum(tables.map(({ constraintCount }) => constraintCount)),
    maxConstraintDegree: greatest(tables.map(({ maxConstraintDegree }) => maxConstraintDegree)),
    pointsPerColumn: greatest(tables.map(pointsPerColumn)),
    collisionBits: EXAMPLES_COLLISION_BITS,
  };
  if (tables.length === 1 && interactionsPerRow === 0) return { ...common, functionCount: 1 };
  const widestTuple = greatest(tables.map(({ lookups }) => lookups.widestTuple));
  const functions = sum(tables.map(functionCount));
  return { ...common, functionCount: functions, lookups: { interactionsPerRow, widestTuple } };
}

/**
 * The figures of Plonky3's security calculator, commit 5dc50e51, reproduced. It rounds the field size up to whole
 * bits, chooses m for folding and queries only, charges LogUp no list size, and takes of several tables the
 * tallest; docs/security.md compares it with {@link securityOf}.
 *
 * @throws ParametersError
 */
export function plonky3Security(inputs: Plonky3Inputs): Plonky3Security {
  const unique = minimum(uniqueTerms(inputs));
  const list = bestList(inputs);
  const { logBlowup, queryCount, queryPowBits } = inputs.parameters;
  return {
    unique,
    list,
    provenBits: Math.max(unique.bits, list?.bits ?? 0),
    conjectured: minimum(conjecturedTerms(inputs)),
    friOnlyBits: minimum(
      conjecturedTerms({
        ...inputs,
        parameters: { ...inputs.parameters, maxLogArity: 1, logFinalPolyLength: 0, commitPowBits: 0 },
        logRows: 0,
        constraintCount: 1,
        maxConstraintDegree: 1,
        pointsPerColumn: 1,
        lookups: undefined,
      }),
    ).bits,
    queryCountBits: logBlowup * queryCount + queryPowBits,
  };
}

type Terms = Plonky3Minimum['terms'];

function minimum(terms: Terms): Plonky3Minimum {
  const [binding, bits] = (Object.entries(terms) as [TermName, number][]).reduce((least, entry) =>
    entry[1] < least[1] ? entry : least,
  );
  return { terms, binding, bits };
}

/** The length of the field order in bits. */
function modulusBits(inputs: Plonky3Inputs): number {
  const { field, extension } = proofSystem(inputs.parameters);
  return Math.ceil(extension.degree * Math.log2(field.p));
}

/** What all regimes have, at a list size. */
function commonTerms(inputs: Plonky3Inputs, listSize: number): Terms {
  const bits = modulusBits(inputs);
  const rows = 2 ** inputs.logRows;
  const degree = Math.max(inputs.maxConstraintDegree, 1);
  const deep = degree * (rows + inputs.pointsPerColumn - 1) + (rows - 1);
  const { lookups } = inputs;
  return {
    ali: inputs.constraintCount > 0 ? atLeastZero(bits - Math.log2(listSize * inputs.constraintCount)) : 0,
    deep: atLeastZero(bits - Math.log2(listSize * Math.max(deep, 1))),
    ...(lookups && lookups.interactionsPerRow > 0
      ? {
          logup: atLeastZero(
            bits - Math.log2(lookups.interactionsPerRow * rows * (Math.max(lookups.widestTuple, 1) + 2)),
          ),
        }
      : {}),
    hash: inputs.collisionBits,
  };
}

/** The folding term without list sizes; none where no full round fits. */
function uniqueFolding({ parameters, logRows }: Plonky3Inputs, bits: number): Terms {
  const logDomain = logRows + parameters.logBlowup;
  if (logDomain - parameters.logFinalPolyLength < parameters.maxLogArity) return {};
  const bad = (2 ** parameters.maxLogArity - 1) * (2 ** logDomain + 1);
  return { folding: atLeastZero(bits - Math.log2(bad) + parameters.commitPowBits) };
}

function uniqueTerms(inputs: Plonky3Inputs): Terms {
  const { parameters, logRows } = inputs;
  const bits = modulusBits(inputs);
  const rows = 2 ** logRows;
  const domain = rows * 2 ** parameters.logBlowup;
  const taken = rows + inputs.pointsPerColumn;
  const agreement = (1 + taken / domain) / 2;
  const holds = logRows > 0 && taken < agreement * domain;
  return {
    ...commonTerms(inputs, 1),
    ...(inputs.functionCount > 1
      ? { batching: atLeastZero(bits - Math.log2((inputs.functionCount - 1) * domain)) }
      : {}),
    ...(holds ? { ...uniqueFolding(inputs, bits), query: queryBits(agreement, parameters) } : { query: 0 }),
  };
}

function bestList(inputs: Plonky3Inputs): Plonky3Security['list'] {
  const rows = 2 ** inputs.logRows;
  const mostM = Math.min(Math.ceil(1 / (2 * (Math.sqrt(1 + 2 / rows) - 1))), M_LIMIT);
  let best: { m: number; ldt: number; terms: Terms } | undefined;
  for (let m = LEAST_M; m <= mostM; m++) {
    const terms = listTerms(inputs, m);
    const ldt = Math.min(terms.folding ?? Infinity, terms.query!);
    if (!best || ldt >= best.ldt) best = { m, ldt, terms };
  }
  return best ? { m: best.m, ...minimum(best.terms) } : null;
}

function listTerms(inputs: Plonky3Inputs, m: number): Terms {
  const { parameters, logRows, functionCount: functions } = inputs;
  const bits = modulusBits(inputs);
  const rate = 2 ** -parameters.logBlowup;
  const rows = 2 ** logRows;
  const domain = rows / rate;
  const { listSize, agreement, badChallenges } = listDecoding(rate, m, 0);
  const holds = logRows > 0 && rows + inputs.pointsPerColumn < agreement * domain;
  const dominant = ((2 * (m + 0.5) ** 5) / (3 * rate ** 1.5)) * domain;
  const folding = bits - Math.log2((2 ** parameters.maxLogArity - 1) * badChallenges(domain));
  return {
    ...commonTerms(inputs, listSize),
    ...(functions > 1 ? { batching: atLeastZero(bits - Math.log2((functions - 1) * dominant)) } : {}),
    ...(holds
      ? { folding: atLeastZero(folding + parameters.commitPowBits), query: queryBits(agreement, parameters) }
      : { query: 0 }),
  };
}

function conjecturedTerms(inputs: Plonky3Inputs): Terms {
  const { parameters } = inputs;
  const bits = modulusBits(inputs);
  const rate = 2 ** -parameters.logBlowup;
  const slack = (rate * Math.log2(Math.E / rate)) / bits;
  return {
    ...commonTerms(inputs, 1),
    ...uniqueFolding(inputs, bits),
    query: queryBits(rate + slack, parameters),
  };
}

function queryBits(agreement: number, { queryCount, queryPowBits }: StarkParameters): number {
  return queryPowBits - queryCount * Math.log2(agreement);
}

function atLeastZero(bits: number): number {
  return Math.max(0, bits);
}

import type { PowerEvent, PowerSource } from '../power-source.js';
import { BUCKETS } from './buckets.js';
import type { MetricRegistry } from './metric-registry.js';
import { SourceEnergy } from './source-energy.js';

/** A proof that takes fewer times as long as the slowest source lags has no figure. */
const LEAST_LAGS = 10;

interface Proof {
  readonly began: number;
  joules: number;
  /** Seconds of stages since the proof began: two that run at a time count twice. */
  stageSeconds: number;
  running: number;
  /** Until when stage seconds are counted. */
  at: number;
  /** Whether all of it was measured so far. */
  isWhole: boolean;
  ended: number | undefined;
  /** Sources whose last reading for it has yet to come. */
  readonly pending: Set<string>;
}

interface Source {
  readonly source: PowerSource;
  readonly energy: SourceEnergy;
  /** Stage seconds of each proof at the last reading. */
  shares: Map<string, number>;
  isSilent: boolean;
}

/**
 * Joules of proofs. What the sources measure from one reading to the next is shared between the proofs that had stages
 * on devices meanwhile, by the seconds of these; what is measured while there are none is nobody's. Meters at the plug
 * count alone where there are any, for they measure what GPUs and cards take, too.
 */
export class ProofEnergy {
  private readonly histogram;
  private sources = new Map<string, Source>();
  private readonly proofs = new Map<string, Proof>();

  /** @param now in seconds of the samples' clock */
  constructor(
    registry: MetricRegistry,
    private readonly now: () => number,
  ) {
    this.histogram = registry.histogram(
      'proof_joules',
      'Energy of the proof of a job, where all of it was measured.',
      BUCKETS.joules,
    );
  }

  /** Sources that will talk. */
  add(sources: readonly PowerSource[]): void {
    const all = [...[...this.sources.values()].map(({ source }) => source), ...sources];
    const walls = all.filter(({ scope }) => scope === 'wall');
    const counted = walls.length > 0 ? walls : all;
    // What was measured by others so far is not the whole.
    this.spoilAll();
    this.sources = new Map(
      counted.map((source) => [
        source.name,
        { source, energy: new SourceEnergy(source), shares: new Map(), isSilent: false },
      ]),
    );
  }

  /** A stage of a proof begins. */
  begin(id: string): void {
    const proof = this.proofOf(id);
    count(proof, this.now());
    proof.running++;
  }

  /** A stage of a proof is over. */
  end(id: string): void {
    const proof = this.proofs.get(id);
    if (!proof) return;
    count(proof, this.now());
    proof.running = Math.max(0, proof.running - 1);
  }

  /** Not all of a proof is made now: parts of it were kept from before. */
  spoil(id: string): void {
    this.proofOf(id).isWhole = false;
  }

  /** A proof is done; what it took is known with the next readings. */
  finish(id: string): void {
    const proof = this.proofs.get(id);
    if (!proof) return;
    proof.ended = this.now();
    for (const name of this.sources.keys()) proof.pending.add(name);
    this.settle(id, proof);
  }

  /** There will be no more of a proof, unless it is done. */
  drop(id: string): void {
    if (this.proofs.get(id)?.ended === undefined) this.proofs.delete(id);
  }

  tell(event: PowerEvent): void {
    const source = this.sources.get(event.source);
    if (!source) return;
    if (event.kind === 'silent') {
      source.isSilent = true;
      this.spoilAll();
      source.energy.interrupt();
    }
    if (event.kind === 'back') source.isSilent = false;
    if (event.kind !== 'sample') return;
    const isGap = source.energy.isMeasuring && source.energy.isGap(event.sample);
    if (isGap) this.spoilAll();
    this.share(source, source.energy.add(event.sample));
  }

  private spoilAll(): void {
    for (const [id, proof] of this.proofs) {
      proof.isWhole = false;
      if (proof.ended !== undefined) this.settle(id, proof);
    }
  }

  private proofOf(id: string): Proof {
    const known = this.proofs.get(id);
    if (known) return known;
    const at = this.now();
    const sources = [...this.sources.values()];
    const isWhole = sources.length > 0 && sources.every((one) => one.energy.isMeasuring && !one.isSilent);
    const proof: Proof = {
      ...{ began: at, joules: 0, stageSeconds: 0, running: 0, at, isWhole },
      ...{ ended: undefined, pending: new Set() },
    };
    this.proofs.set(id, proof);
    return proof;
  }

  /** Shares out what a source has measured since its last reading. */
  private share(source: Source, joules: number): void {
    const at = this.now();
    const spent = [...this.proofs].map(([id, proof]) => {
      count(proof, at);
      return { proof, seconds: proof.stageSeconds - (source.shares.get(id) ?? 0) };
    });
    const all = spent.reduce((sum, { seconds }) => sum + seconds, 0);
    if (all > 0) for (const { proof, seconds } of spent) proof.joules += (joules * seconds) / all;
    source.shares = new Map([...this.proofs].map(([id, { stageSeconds }]) => [id, stageSeconds]));
    for (const [id, proof] of this.proofs) {
      if (proof.ended === undefined) continue;
      proof.pending.delete(source.source.name);
      this.settle(id, proof);
    }
  }

  private settle(id: string, { began, ended, joules, isWhole, pending }: Proof): void {
    const isKnown = isWhole && this.sources.size > 0;
    if (isKnown && [...pending].some((name) => this.sources.has(name))) return;
    this.proofs.delete(id);
    const lag = Math.max(...[...this.sources.values()].map(({ source }) => source.averagingSeconds));
    if (isKnown && ended! - began >= LEAST_LAGS * lag) this.histogram.observe(joules);
  }
}

/** Counts stage seconds up to now. */
function count(proof: Proof, at: number): void {
  proof.stageSeconds += proof.running * (at - proof.at);
  proof.at = at;
}

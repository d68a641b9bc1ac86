import { artifactId } from '../artifacts/index.js';
import type { EngineParts } from './engine-parts.js';
import { NO_KEEPER } from './kept-shards.js';
import { LiveJob } from './live-job.js';
import { loadGuest } from './load-guest.js';

/** Makes proofs again that were damaged on the disk: a proof is the same to the byte whenever it is made. */
export class ProofMender {
  private readonly repairs = new Map<string, Promise<void>>();

  constructor(
    private readonly parts: EngineParts,
    private readonly closing: AbortSignal,
  ) {}

  /** Begins to make a job's proof again, if that was not begun yet. */
  begin(job: string, proof: string): void {
    if (this.repairs.has(job)) return;
    const repair = this.repair(job, proof)
      .catch((error: unknown) =>
        this.parts.log.error({ job, err: error }, 'damaged proof cannot be made again'),
      )
      .finally(() => this.repairs.delete(job));
    this.repairs.set(job, repair);
  }

  /** Waits for what was begun. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.repairs.values());
  }

  private async repair(id: string, proof: string): Promise<void> {
    const { artifacts, config, store, workshop, log } = this.parts;
    log.warn({ job: id, proof }, 'damaged proof is made again');
    const job = new LiveJob(await store.order('job', id));
    const made = await workshop.prove({
      id,
      work: await loadGuest(job.request, artifacts, config.limits),
      ...{ parameters: job.parameters, minBits: config.proving.minBits },
      ...{ keeper: NO_KEEPER, label: { job: id }, urgency: () => job.urgency, signal: this.closing },
      onSize: () => undefined,
      onShard: () => undefined,
    });
    // A job has one result.
    if (artifactId(made.proof) !== proof) throw new Error('the proof that was made again is another one');
    (await artifacts.put(made.proof)).release();
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import {
  WorkshopListeners,
  type DeviceStatus,
  type GuestWork,
  type MadeProof,
  type ProvingOrder,
  type RunOverhead,
  type RunSize,
  type Workshop,
  type WorkshopListener,
} from '../../host/daemon/engine/index.js';
import { SwitchyardError } from '../../host/runtime/index.js';
import type { LanePolicy, LaneState } from '../../host/vm/index.js';

/** The device of a {@link FakeWorkshop}. */
export const FAKE_DEVICE = 'fake0';

/**
 * A workshop that proves nothing. What follows an ELF's magic says what becomes of a run: `shards 3` has three shards,
 * `fault` fails for good, `flaky 2` fails two times, `slow` proves no shard before it is released.
 */
export class FakeWorkshop implements Workshop {
  laneStates: LaneState[] = [{ name: FAKE_DEVICE, isThere: true }];
  policy: LanePolicy | undefined;
  before = 0;
  after = 0;
  /** Undefined where nothing was measured. */
  secondsPerShard: number | undefined = 1;
  /** Shards in the order in which they were proven: the urgency of their run, and their index. */
  readonly proven: { readonly text: string; readonly index: number }[] = [];
  readonly found: number[] = [];
  sizings = 0;
  /** Tells listeners what a fleet's journal would. */
  readonly listeners = new WorkshopListeners((error) => {
    throw error;
  });
  /** How its one device is. */
  readonly device = {
    ...{ id: FAKE_DEVICE, kind: 'fake', name: 'Fake', isEmulated: false },
    state: 'ready' as DeviceStatus['state'],
    reason: undefined as string | undefined,
    isIdle: true,
    memory: { usedBytes: 100, budgetBytes: 1000 } as DeviceStatus['memory'],
    work: undefined as DeviceStatus['work'],
  };
  /** Devices in the order in which runs were held to them. */
  readonly heldTo: string[] = [];
  /** Whether runs that are held to a device fail. */
  failsHeld = false;
  /** Whether they go on until they are not wanted any more, or wait as long for a lane. */
  hangsHeld: 'working' | 'waiting' | undefined;
  private readonly failures = new Map<string, number>();
  private gate: Promise<void>;
  private open: () => void = () => undefined;

  constructor() {
    this.gate = new Promise((resolve) => (this.open = resolve));
  }

  /** It does what comes, whatever its policy says; tests ask that. */
  steer(policy: LanePolicy): void {
    this.policy = policy;
  }

  review(): void {
    // Nothing of it changes as time passes.
  }

  overhead(): RunOverhead {
    return { beforeSeconds: this.before, afterSeconds: this.after };
  }

  release(): void {
    this.open();
  }

  devices(): readonly DeviceStatus[] {
    return [{ ...this.device }];
  }

  listen(listener: WorkshopListener): () => void {
    return this.listeners.add(listener);
  }

  async size({ elf }: GuestWork, _: unknown, signal: AbortSignal): Promise<RunSize> {
    this.sizings++;
    const text = textOf(elf);
    if (text.includes('endless')) await sleep(3_600_000, undefined, { signal });
    if (text.includes('fault')) throw guestFault();
    return sizeOf(text);
  }

  estimate(cycles: number): RunSize {
    return { cycles, shapes: Array.from({ length: Math.ceil(cycles / 100) }, () => 0) };
  }

  shardSeconds(): Promise<readonly number[] | undefined> {
    const seconds = this.secondsPerShard;
    return Promise.resolve(seconds === undefined ? undefined : this.laneStates.map(() => seconds));
  }

  async prove(order: ProvingOrder): Promise<MadeProof> {
    const { work, keeper, label, onSize, onShard, pause } = order;
    if (order.device !== undefined) return await this.proveHeld(order);
    const signal = AbortSignal.any([order.signal, pause].filter((one) => one !== undefined));
    const text = textOf(work.elf);
    if (text.includes('fault')) throw guestFault();
    const size = sizeOf(text);
    if (size.cycles > work.maxCycles) throw guestFault();
    onSize(size);
    const failures = this.failures.get(text) ?? 0;
    this.failures.set(text, failures + 1);
    if (failures < Number(/flaky (\d+)/.exec(text)?.[1] ?? 0)) throw new Error('a device made trouble');
    const statement = new Uint8Array(32);
    for (let index = 0; index < size.shapes.length; index++) {
      const claim = { shape: 0, publicValues: [index], statement };
      const isKept = (await keeper.find(index, claim)) !== undefined;
      if (isKept) this.found.push(index);
      else {
        if (text.includes('slow')) await Promise.race([this.gate, aborted(signal)]);
        await sleep(1);
        signal.throwIfAborted();
        this.proven.push({ text, index });
        this.tellStage(label, index);
        await keeper.keep(index, { shape: 0, publicValues: [index], proof: Uint8Array.of(index) }, statement);
      }
      onShard({
        ...{ index, shape: 'T12', cycles: 100, isKept, device: isKept ? '' : 'fake0' },
        ...{ attempts: 1, seconds: 0.001, predictedSeconds: this.secondsPerShard },
      });
    }
    const proof = new TextEncoder().encode(`proof of ${text}`);
    return { proof, publicValues: Uint8Array.of(1, 2), exitCode: 0 };
  }

  private async proveHeld({ device, label, onShard, signal }: ProvingOrder): Promise<MadeProof> {
    this.heldTo.push(device!);
    if (this.hangsHeld === 'waiting') await aborted(signal);
    this.tellStage(label, 0);
    if (this.hangsHeld === 'working') await aborted(signal);
    await sleep(1);
    signal.throwIfAborted();
    if (this.failsHeld) throw new SwitchyardError('SY_ERR_DEVICE', 'it fails', { remedy: 'Mend it.' });
    onShard({
      ...{ index: 0, shape: 'T12', cycles: 100, isKept: false, device: device! },
      ...{ attempts: 1, seconds: 0.5, predictedSeconds: undefined },
    });
    return { proof: Uint8Array.of(1), publicValues: new Uint8Array(), exitCode: 0 };
  }

  /** A stage of a shard, as a fleet would tell of it: a quarter of a second by its own clock. */
  private tellStage(run: ProvingOrder['label'], shard: number): void {
    const work = { run, shard };
    const { listeners } = this;
    listeners.onBegin(FAKE_DEVICE, 'commit main', work);
    listeners.onStage({ stage: 'commit main: lde', device: FAKE_DEVICE, start: 1, end: 1.25 }, work);
    listeners.onMoved(FAKE_DEVICE, { toDevice: 1000, toHost: 10 });
    listeners.onEnd(FAKE_DEVICE, 'commit main', work);
  }
}

/** A program for a {@link FakeWorkshop}. */
export function fakeProgram(text: string): Uint8Array {
  return new TextEncoder().encode(`\x7fELF ${text}`);
}

function textOf(elf: Uint8Array): string {
  return new TextDecoder().decode(elf).slice(5);
}

function sizeOf(text: string): RunSize {
  const shards = Number(/shards (\d+)/.exec(text)?.[1] ?? 1);
  return { cycles: 100 * shards, shapes: Array.from({ length: shards }, () => 0) };
}

function guestFault(): SwitchyardError {
  return new SwitchyardError('SY_ERR_GUEST', 'the program did what it must not', { remedy: 'Mend it.' });
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(signal.reason as Error);
    if (signal.aborted) fail();
    signal.addEventListener('abort', fail, { once: true });
  });
}

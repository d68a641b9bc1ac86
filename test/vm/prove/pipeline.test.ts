import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import { Dispatcher } from '../../../host/dispatch/index.js';
import { Device, SwitchyardError } from '../../../host/runtime/index.js';
import { PRESETS, type StarkParameters } from '../../../host/stark/proof/index.js';
import {
  encodeRunProof,
  proveRun,
  SHAPES,
  SoloPool,
  WorkFolder,
  type LaneRequest,
  type ProveRunRequest,
  type ShardLane,
  type ShardPool,
} from '../../../host/vm/index.js';
import { temporaryFolder } from '../../cli/support.js';
import { publishingProgram } from '../proven-runs.js';
import { failure } from '../support.js';

const ELF = publishingProgram(Uint8Array.of(5, 6), 0, 40);
const T12 = SHAPES.findIndex(({ name }) => name === 'T12');

/** Three lanes on one device, of which the first to be asked is the last to be done. */
class WidePool implements ShardPool {
  readonly lanes = 3;
  readonly threads = 1;
  readonly attempts = 1;
  readonly ran: number[] = [];
  most = 0;
  private running = 0;
  private readonly solo: SoloPool;

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly failAt?: number,
  ) {
    this.solo = new SoloPool(dispatcher);
  }

  open(parameters: StarkParameters): Promise<void> {
    return this.solo.open(parameters);
  }

  async run<T>(request: LaneRequest, task: (lane: ShardLane) => Promise<T>): Promise<T> {
    this.ran.push(request.index);
    this.most = Math.max(this.most, ++this.running);
    try {
      if (request.index === this.failAt) {
        while (this.running > 1) await setTimeout(10);
        throw new SwitchyardError('SY_ERR_DEVICE', 'told to fail', { remedy: 'None.' });
      }
      const lane = await this.solo.run(request, (lane) => Promise.resolve(lane));
      return await task({ ...lane, dispatcher: new Dispatcher(this.dispatcher.fleet) });
    } finally {
      this.running--;
    }
  }

  close(): Promise<void> {
    return this.solo.close();
  }
}

async function prove(
  makePool: (dispatcher: Dispatcher) => ShardPool,
  options: Partial<ProveRunRequest> = {},
) {
  await using device = Device.open('cpu0', { threads: 1 });
  const pool = makePool(new Dispatcher(device));
  const limits = { maxCycles: 2 ** 20, maxMemoryBytes: 2 ** 24, shape: T12, shardCycles: 20 };
  try {
    return await proveRun({ elf: ELF, inputs: [], parameters: PRESETS.dev, pool, ...limits, ...options });
  } finally {
    if (device.state().liveHandles > 0) throw new Error('something is left on the device');
  }
}

test('shards that are proven side by side are those that are proven one after another', async (t) => {
  const one = await prove((dispatcher) => new SoloPool(dispatcher));
  let wide: WidePool | undefined;
  const told: number[] = [];
  const many = await prove((dispatcher) => (wide = new WidePool(dispatcher)), {
    onShard: ({ index }) => told.push(index),
  });
  t.true(one.shards.length > 4);
  t.deepEqual(encodeRunProof(many.run), encodeRunProof(one.run));
  // Who waits for a lane holds tables: one beside those that are proven.
  t.true(wide!.most > 1 && wide!.most <= wide!.lanes + 1);
  t.deepEqual(
    told,
    one.shards.map(({ index }) => index),
  );
});

test('a shard that fails ends the run, and keeps what was proven beside it', async (t) => {
  const folder = temporaryFolder();
  const error = await failure(() =>
    prove((dispatcher) => new WidePool(dispatcher, 2), { work: new WorkFolder(folder) }),
  );
  t.is(error.message, 'told to fail');
  let wide: WidePool | undefined;
  const { shards } = await prove((dispatcher) => (wide = new WidePool(dispatcher)), {
    work: new WorkFolder(folder),
  });
  t.true(shards.slice(0, 2).every(({ isKept }) => isKept));
  t.false(wide!.ran.includes(0));
});

test('whatever fails first ends the run, and is what is told', async (t) => {
  const error = await t.throwsAsync(
    prove((dispatcher) => new WidePool(dispatcher), {
      onShard: ({ index }) => {
        if (index === 1) throw new Error('nobody listens');
      },
    }),
  );
  t.is(error?.message, 'nobody listens');
});

test('a run of shards side by side ends when it is cancelled, and leaves nothing', async (t) => {
  const controller = new AbortController();
  const told: number[] = [];
  let wide: WidePool | undefined;
  const error = await failure(() =>
    prove((dispatcher) => (wide = new WidePool(dispatcher)), {
      signal: controller.signal,
      shardCycles: 5,
      onShard: ({ index }) => {
        told.push(index);
        controller.abort();
      },
    }),
  );
  t.is(error.code, 'SY_ERR_CANCELLED');
  t.deepEqual(told, [0]);
  t.true(wide!.ran.length < 12);
});

test('a run whose shards are all kept is neither replayed nor proven again', async (t) => {
  const folder = temporaryFolder();
  const first = await prove((dispatcher) => new SoloPool(dispatcher), { work: new WorkFolder(folder) });
  let wide: WidePool | undefined;
  const second = await prove((dispatcher) => (wide = new WidePool(dispatcher)), {
    work: new WorkFolder(folder),
  });
  t.deepEqual(wide!.ran, []);
  t.true(second.shards.every(({ isKept, replaySeconds }) => isKept && replaySeconds === 0));
  t.deepEqual(encodeRunProof(second.run), encodeRunProof(first.run));
});

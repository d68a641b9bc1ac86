import type { DeviceStatus, JobNews } from '../../../host/daemon/engine/index.js';
import { JobLog, StatusBoard, WorkshopLog, type FinishedJob } from '../../../host/daemon/status/index.js';
import { stageFamily } from '../../../host/daemon/status/stage-family.js';
import type { JobState } from '../../../host/daemon/store/index.js';

/** A server as it may look on a busy morning, for pictures of the page: the same each time. */
const NOW = Date.UTC(2030, 4, 14, 9, 41, 30) / 1000;
const HOUR = 3600;
const GIB = 2 ** 30;

/** Stages of a shard with what they take of its time. */
const STAGES: readonly (readonly [stage: string, share: number])[] = [
  ['tables', 6],
  ['commit trace', 24],
  ['permutation', 9],
  ['commit permutation', 15],
  ['quotient', 14],
  ['commit quotient', 10],
  ['evaluate', 5],
  ['deep quotient', 4],
  ['fold', 6],
  ['query work', 4],
  ['open queries', 3],
];

/** xorshift32, from 0 to 1. */
class Random {
  constructor(private state: number) {}

  next(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) / 2 ** 32;
  }

  hex(length: number): string {
    return Array.from({ length }, () => Math.floor(this.next() * 16).toString(16)).join('');
  }
}

const random = new Random(20_300_514);
const id = () => [8, 4, 4, 4, 12].map((length) => random.hex(length)).join('-');
const JOBS = Array.from({ length: 7 }, id);
const PROGRAMS = Array.from({ length: 3 }, () => random.hex(64));

function addLane(
  log: WorkshopLog,
  lane: { device: string; seconds: number; jobs: readonly string[]; from?: number; to?: number },
): void {
  const { device, seconds, jobs, from = -64, to = -0.4 } = lane;
  let shard = 31 + Math.floor(random.next() * 20);
  for (let time = from; time < to; shard += 1 + Math.floor(random.next() * 2)) {
    const job = jobs[Math.floor(random.next() * jobs.length)];
    const took = seconds * (0.9 + random.next() * 0.2);
    for (const [stage, share] of STAGES) {
      const spent = (took * share * (0.9 + random.next() * 0.2)) / 100;
      if (time + spent > to) return;
      const times = { start: NOW + time, end: NOW + time + spent };
      log.timeline.add({ device, queue: 0, family: stageFamily(stage), ...times, job, shard });
      time += spent;
    }
    // Tables of the next shard are brought while this one is proven.
    const moved = { start: NOW + time - took * 0.35, end: NOW + time - took * 0.2 };
    if (device.startsWith('cuda'))
      log.timeline.add({ device, queue: 1, family: 'move', ...moved, job: undefined, shard: undefined });
    time += took * 0.03;
  }
}

function device(
  name: string,
  more: Partial<DeviceStatus> & Pick<DeviceStatus, 'id' | 'kind'>,
  memory: readonly [used: number, budget: number] | undefined,
): DeviceStatus {
  return {
    ...{
      name,
      isEmulated: false,
      state: 'ready',
      reason: undefined,
      isIdle: more.work === undefined,
      work: undefined,
    },
    memory: memory && { usedBytes: memory[0] * GIB, budgetBytes: memory[1] * GIB },
    ...more,
  };
}

function devices(): DeviceStatus[] {
  const work = (job: number, shard: number, stage: string, ago: number) => ({
    ...{ run: { job: JOBS[job] }, shard, stage, since: NOW - ago },
  });
  return [
    device('NVIDIA H200', { id: 'cuda0', kind: 'cuda', work: work(0, 67, 'commit trace', 0.4) }, [61.4, 112]),
    device(
      'NVIDIA H200',
      { id: 'cuda1', kind: 'cuda', state: 'restarting', reason: 'its process has ended: signal SIGKILL' },
      undefined,
    ),
    device(
      'Alveo U55C',
      { id: 'xrt0', kind: 'xrt', isEmulated: true, work: work(1, 40, 'commit trace', 2.8) },
      [2.8, 12],
    ),
    device('AMD EPYC 9654', { id: 'cpu0', kind: 'cpu', work: work(1, 53, 'quotient', 1.9) }, [118.2, 307]),
  ];
}

function queued(
  job: number,
  owner: string,
  state: JobState,
  more: { finish?: number; deadline?: number; shards?: number; done?: number },
): JobNews {
  const { finish, deadline, shards, done = 0 } = more;
  const at = (seconds: number | undefined) => (seconds === undefined ? undefined : NOW + seconds);
  return {
    ...{ id: JOBS[job], owner, state, submittedAt: NOW - 900 - 30 * job, changedAt: NOW - 400 },
    request: {
      ...{ program: PROGRAMS[job % 3], inputs: [], priority: 0, parameters: 'default' },
      ...{ hashSet: 'p2-24-16', objective: 'throughput', allowExitCode: false },
    },
    ...{ deadline: at(deadline), promise: undefined, predictedFinish: at(finish) },
    isLate: deadline !== undefined && finish !== undefined && finish > deadline,
    ...{ cycles: undefined, shards, shardsDone: done },
  };
}

const QUEUE: readonly JobNews[] = [
  queued(0, 'rollup', 'proving', { finish: 142, deadline: 600, shards: 96, done: 57 }),
  queued(1, 'bridge', 'proving', { finish: 268, deadline: 420, shards: 64, done: 40 }),
  queued(2, 'rollup', 'accepted', { finish: 655, deadline: 490, shards: 96 }),
  queued(3, 'audit', 'accepted', { finish: 1330, deadline: 5 * HOUR, shards: 128 }),
  queued(4, 'bridge', 'sizing', { deadline: 2 * HOUR }),
  queued(5, 'audit', 'accepted', { finish: 1610, shards: 24 }),
];

function finishedJobs(): FinishedJob[] {
  const rows: readonly (readonly [
    owner: string,
    ago: number,
    predicted: number,
    took: number,
    left?: number,
  ])[] = [
    ['rollup', 96, 412, 398, 460],
    ['bridge', 340, 271, 284, 1210],
    ['rollup', 655, 408, 431, 350],
    ['audit', 1512, 880, 861],
    ['rollup', 1904, 405, 702, -55],
  ];
  return rows.map(([owner, ago, predictedSeconds, measuredSeconds, left], i) => ({
    ...{ id: id(), owner, program: PROGRAMS[i % 3], state: 'done' as const, finishedAt: NOW - ago },
    deadline: left === undefined ? undefined : NOW - ago + left,
    ...{ cycles: 2e7, shards: 96, predictedSeconds, measuredSeconds },
  }));
}

/** A status for pictures. It stands still but for what the page makes of the time. */
export function demoBoard(): StatusBoard {
  let at = NOW - 6 * 24 * HOUR - 4 * HOUR;
  const log = new WorkshopLog(() => at);
  const jobLog = new JobLog(log, finishedJobs());
  const board = new StatusBoard({
    ...{ version: '0.1.0', workshopLog: log, jobLog, isDraining: () => false },
    workshop: { devices },
    engine: { unfinished: QUEUE, hasRoom: true },
  });
  addLane(log, { device: 'cuda0', seconds: 4.3, jobs: [JOBS[0], JOBS[0], JOBS[1]] });
  addLane(log, { device: 'cuda1', seconds: 4.3, jobs: [JOBS[0], JOBS[1]], to: -11.5 });
  addLane(log, { device: 'cpu0', seconds: 24, jobs: [JOBS[1]], to: -1.9 });
  for (let time = -62, shard = 36; time < 0; time += 14.5, shard++) {
    const add = (family: 'move' | 'commit' | 'open', from: number, to: number) => {
      const times = { start: NOW + time + from, end: NOW + time + to };
      if (times.end < NOW)
        log.timeline.add({ device: 'xrt0', queue: 0, family, ...times, job: JOBS[1], shard });
    };
    add('move', 0, 1.2);
    add('commit', 1.2, 8.6);
    add('open', 11.4, 11.9);
  }
  for (const job of QUEUE) jobLog.onBegin(job);
  const lane = { stage: 'commit trace', op: 'commit', from: 'cuda1', to: 'cpu0' } as const;
  at = NOW - 655;
  log.onEvent({ kind: 'slow', device: 'cpu0', ratio: 0.44 }, {});
  at = NOW - 122;
  jobLog.onLate(QUEUE[2]);
  at = NOW - 11.5;
  log.onDevice({
    kind: 'lost',
    device: 'cuda1',
    reason: 'cuda1 is lost: its process has ended: signal SIGKILL',
  });
  log.onEvent(
    { kind: 'fallback', ...lane, code: 'SY_ERR_LOST', reason: 'the process of cuda1 has ended' },
    { run: { job: JOBS[0] }, shard: 53 },
  );
  at = NOW - 11;
  log.onDevice({ kind: 'waiting', device: 'cuda1', seconds: 20 });
  at = NOW;
  return board;
}

import { byId } from './dom.js';
import { drawBar } from './bar.js';
import {
  formatBytes,
  formatDifference,
  formatDuration,
  formatRoughly,
  formatTime,
  secondsOf,
  shorten,
} from './format.js';
import type { IconName } from './icons.js';
import { RowTable, type CellContent, type Column } from './row-table.js';
import type { Status } from './status-model.js';

type Device = Status['devices'][number];
type QueuedJob = Status['queue']['jobs'][number];
type FinishedJob = Status['finished'][number];
type Incident = Status['incidents'][number];

const DEVICE_ICONS: Readonly<Record<Device['state'], IconName>> = {
  ready: 'good',
  suspect: 'late',
  restarting: 'late',
  poisoned: 'bad',
  lost: 'bad',
};
const JOB_ICONS: Readonly<Partial<Record<QueuedJob['state'], IconName>>> = {
  proving: 'working',
  done: 'good',
  failed: 'bad',
};

const code = (id: string): CellContent => ({ text: shorten(id), isCode: true, whole: id });

/** The tables of the page. */
export class Tables {
  private now = 0;
  private readonly devices = new RowTable<Device>(
    ...this.parts('devices'),
    this.deviceColumns(),
    ({ id }) => id,
    'No devices.',
    drawBar,
  );
  private readonly queue = new RowTable<QueuedJob>(
    ...this.parts('queue'),
    this.queueColumns(),
    ({ id }) => id,
    'Nothing waits, and nothing is being proven.',
    drawBar,
  );
  private readonly finished = new RowTable<FinishedJob>(
    ...this.parts('finished'),
    this.finishedColumns(),
    ({ id }) => id,
    'No proof has been made lately.',
    drawBar,
  );
  private readonly incidents = new RowTable<Incident>(
    ...this.parts('incidents'),
    this.incidentColumns(),
    ({ at, kind, device, job, text }) => JSON.stringify([at, kind, device, job, text]),
    'None since the daemon has started.',
    drawBar,
  );

  /** @param now seconds since 1970, by the daemon's clock */
  show({ devices, queue, finished, incidents }: Status, now: number): void {
    this.now = now;
    this.devices.show(devices);
    this.queue.show(queue.jobs);
    this.finished.show(finished);
    this.incidents.show(incidents);
  }

  private parts(id: string): [HTMLTableElement] {
    return [byId(id, HTMLTableElement)];
  }

  private deviceColumns(): Column<Device>[] {
    return [
      {
        show: ({ id, isEmulated }) => ({ text: id, isCode: true, ...(isEmulated && { detail: 'emulated' }) }),
      },
      { show: ({ name }) => ({ text: name }) },
      {
        show: ({ state, reason }) => ({
          ...{ text: state, icon: DEVICE_ICONS[state], detail: reason ?? undefined },
        }),
        isFree: true,
      },
      { show: describeWork },
      {
        show: ({ memory }) =>
          memory === null
            ? { text: '–' }
            : {
                text: `${formatBytes(memory.usedBytes)} of ${formatBytes(memory.budgetBytes)}`,
                bar: { share: memory.usedBytes / memory.budgetBytes },
              },
      },
    ];
  }

  private queueColumns(): Column<QueuedJob>[] {
    return [
      { show: ({ id }) => code(id) },
      { show: ({ owner }) => ({ text: owner }) },
      { show: ({ program }) => code(program) },
      { show: ({ state }) => ({ text: state, icon: JOB_ICONS[state] ?? 'waiting' }) },
      {
        show: ({ shards, shardsDone }) =>
          shards === null
            ? { text: 'not counted yet' }
            : { text: `${shardsDone} of ${shards}`, bar: { share: shards === 0 ? 0 : shardsDone / shards } },
      },
      { show: ({ predictedFinish }) => this.when(predictedFinish, 'unknown') },
      { show: ({ deadline }) => this.when(deadline, 'none') },
      { show: (job) => describeMargin(job, this.now) },
    ];
  }

  private finishedColumns(): Column<FinishedJob>[] {
    return [
      {
        show: ({ id, state }) => ({
          ...code(id),
          icon: JOB_ICONS[state] ?? 'idle',
          ...(state !== 'done' && { detail: state }),
        }),
      },
      { show: ({ owner }) => ({ text: owner }) },
      { show: ({ program }) => code(program) },
      { show: ({ finishedAt }) => ({ text: formatTime(finishedAt, this.now) }) },
      { show: ({ predictedSeconds }) => duration(predictedSeconds), isNumber: true },
      { show: ({ measuredSeconds }) => duration(measuredSeconds), isNumber: true },
      { show: describeDifference },
      { show: describeOutcome },
    ];
  }

  private incidentColumns(): Column<Incident>[] {
    return [
      { show: ({ at }) => ({ text: formatTime(at, this.now) }) },
      {
        show: ({ kind }) => ({
          text: kind,
          icon: kind === 'returned' || kind === 'in time' ? 'good' : 'late',
        }),
      },
      {
        show: ({ device, job }) => {
          const where = { text: device ?? (job === null ? '–' : shorten(job)), isCode: true };
          if (job === null) return where;
          return { ...where, whole: job, ...(device !== null && { detail: `job ${shorten(job)}` }) };
        },
      },
      { show: ({ text }) => ({ text }), isFree: true },
    ];
  }

  private when(time: string | null, otherwise: string): CellContent {
    if (time === null) return { text: otherwise };
    const left = secondsOf(time) - this.now;
    const detail = left >= 0 ? `in ${formatRoughly(left)}` : `${formatRoughly(-left)} ago`;
    return { text: formatTime(time, this.now), detail };
  }
}

function describeWork({ work, state }: Device): CellContent {
  if (work === null && state !== 'ready' && state !== 'suspect') return { text: '–' };
  if (work === null) return { text: 'idle', icon: 'idle' };
  const { stage, job, shard } = work;
  const whose = job === null ? {} : { detail: `shard ${shard ?? '?'} of ${shorten(job)}`, whole: job };
  return { text: stage, icon: 'working', ...whose };
}

function describeMargin({ deadline, predictedFinish, isLate }: QueuedJob, now: number): CellContent {
  if (deadline === null) return { text: 'no deadline', icon: 'idle' };
  const end = predictedFinish === null ? undefined : secondsOf(predictedFinish);
  const margin = end === undefined ? undefined : secondsOf(deadline) - end;
  if (isLate || secondsOf(deadline) < now) {
    const by = margin !== undefined && margin < 0 ? `late by ${formatRoughly(-margin)}` : 'late';
    return { text: by, icon: 'late' };
  }
  if (margin === undefined) return { text: 'not predicted', icon: 'waiting' };
  return { text: `${formatRoughly(margin)} to spare`, icon: 'good' };
}

function duration(seconds: number | null): CellContent {
  return { text: seconds === null ? '–' : formatDuration(seconds) };
}

function describeDifference({ predictedSeconds, measuredSeconds }: FinishedJob): CellContent {
  if (predictedSeconds === null || measuredSeconds === null) return { text: '–' };
  const longest = 1.15 * Math.max(predictedSeconds, measuredSeconds);
  return {
    text: formatDifference(predictedSeconds, measuredSeconds),
    bar: {
      ...{ share: measuredSeconds / longest, mark: predictedSeconds / longest },
      isOver: measuredSeconds > predictedSeconds,
    },
  };
}

function describeOutcome({ deadline, finishedAt, state }: FinishedJob): CellContent {
  if (deadline === null) return { text: 'none', icon: 'idle' };
  const margin = secondsOf(deadline) - secondsOf(finishedAt);
  if (margin < 0) return { text: `missed by ${formatRoughly(-margin)}`, icon: 'late' };
  if (state !== 'done') return { text: 'no proof', icon: 'bad' };
  return { text: `met, ${formatRoughly(margin)} before`, icon: 'good' };
}

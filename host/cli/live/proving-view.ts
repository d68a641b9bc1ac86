import { formatSeconds, formatShare } from '../quantity.js';

/** What is known of a proof while it is made. */
export interface ProvingState {
  readonly elapsedSeconds: number;
  /** Undefined where nothing was predicted. */
  readonly predictedSeconds: number | undefined;
  readonly shardsDone: number;
  readonly shardsExpected: number;
  /** What each device does now, by id; empty for nothing. */
  readonly devices: ReadonlyMap<string, string>;
  readonly faults: number;
}

/** Lines for a terminal, none longer than it is wide. */
export function renderProving(state: ProvingState, width: number): string[] {
  const { elapsedSeconds, predictedSeconds, shardsDone, shardsExpected, devices, faults } = state;
  const expected = Math.max(shardsDone, shardsExpected);
  const parts = [`${shardsDone} of ${expected} shards`, formatSeconds(elapsedSeconds)];
  if (predictedSeconds !== undefined) {
    const left = predictedSeconds - elapsedSeconds;
    parts.push(left > 0 ? `about ${formatSeconds(left)} left` : 'longer than predicted');
    parts.push(formatShare(Math.min(1, elapsedSeconds / predictedSeconds)));
  }
  if (faults > 0) parts.push(`${faults} faults`);
  const name = Math.max(0, ...[...devices.keys()].map(({ length }) => length));
  const rows = [...devices].map(([device, stage]) => `${device.padEnd(name)}  ${stage || 'idle'}`);
  return [parts.join(', '), ...rows].map((line) => line.slice(0, Math.max(1, width - 1)));
}

/** What a build has to reach before it counts. */
import { BitstreamError } from '../bitstream-error.js';
import type { KernelClock } from './reports/clock-report.js';
import { badReport } from './reports/report-error.js';
import type { LoopInterval } from './reports/synthesis-report.js';
import type { Slack } from './reports/timing-report.js';

/** The loop that a kernel's throughput hangs on (hls/include/absorb.h), and the interval that its pragma asks for. */
export const HOT_LOOPS: Readonly<Record<string, LoopInterval>> = {
  poseidon2_merkle: { loop: 'ABSORB', interval: 1 },
  // A chunk of Keccak's comes over the port in three clocks.
  keccak_merkle: { loop: 'ABSORB', interval: 3 },
};

/** @throws BitstreamError INTERVAL where the hot loop is slower than it has to be, REPORT where it is not found */
export function requireIntervals(kernel: string, loops: readonly LoopInterval[]): void {
  const hot = HOT_LOOPS[kernel];
  const found = loops.filter(({ loop }) => loop === hot.loop);
  if (found.length === 0) throw badReport(`csynth.xml of ${kernel} has no pipelined loop ${hot.loop}`);
  const worst = Math.max(...found.map(({ interval }) => interval));
  if (worst > hot.interval) {
    throw new BitstreamError(
      'INTERVAL',
      `${kernel}: loop ${hot.loop} starts an iteration every ${worst} clocks, not every ${hot.interval === 1 ? 'clock' : `${hot.interval}`}`,
      'Look for the reason in the log of Vitis HLS (HLS 200-880 or 200-885), or ask for a lower --clock.',
    );
  }
}

/** @throws BitstreamError TIMING */
export function requireTiming({ setup, hold, pulse }: Slack, clocks: readonly KernelClock[]): void {
  const worst = Math.min(setup, hold, pulse);
  if (worst < 0) {
    throw missed(
      `the routed design misses timing by ${-worst} ns (setup ${setup}, hold ${hold}, pulse ${pulse})`,
    );
  }
  const slowed = clocks.find(({ requested, achieved }) => achieved < requested);
  if (slowed)
    throw missed(`${slowed.name} runs at ${slowed.achieved} MHz, not at the ${slowed.requested} asked for`);
}

function missed(what: string): BitstreamError {
  return new BitstreamError('TIMING', what, 'Ask for a lower --clock or fewer --pipelines.');
}

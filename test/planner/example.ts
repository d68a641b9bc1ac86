import {
  explainPlan,
  planProof,
  type DeviceModel,
  type Plan,
  type ProofGraph,
} from '../../host/planner/index.js';
import { shardGraph } from './fleet.js';

/** The shard of docs/planner.md: 2^18 rows of 200 columns. */
export const EXAMPLE: ProofGraph = shardGraph(2 ** 18, 200);

const rate = (latencySeconds: number, workPerSecond: number) => ({ latencySeconds, workPerSecond });

/** The two devices of docs/planner.md: the CPU does everything, the card hashes and transforms quickly. */
export const EXAMPLE_DEVICES: readonly DeviceModel[] = [
  {
    id: 'cpu0',
    budgetBytes: 8 * 2 ** 30,
    isEmulated: false,
    pricePerHour: 0.5,
    rates: new Map([
      ['lde', rate(0, 1e9)],
      ['commit', rate(0, 6e8)],
      ['quotient', rate(0, 4e8)],
      ['deep', rate(0, 1.5e9)],
      ['fold', rate(0, 4e8)],
      ['open', rate(0, 1e7)],
    ]),
    upload: { latencySeconds: 0, bytesPerSecond: Infinity },
    download: { latencySeconds: 0, bytesPerSecond: Infinity },
  },
  {
    id: 'xrt0',
    budgetBytes: 2 ** 30,
    isEmulated: false,
    pricePerHour: 0.75,
    rates: new Map([
      ['lde', rate(1e-4, 3e9)],
      ['commit', rate(1e-4, 5e9)],
      ['fold', rate(1e-4, 2e9)],
      ['open', rate(1e-4, 1e7)],
    ]),
    upload: { latencySeconds: 3e-5, bytesPerSecond: 1.1e10 },
    download: { latencySeconds: 3e-5, bytesPerSecond: 1.2e10 },
  },
];

const HOST = { rates: new Map([['replay', rate(0, 2e9)]]), sharedWith: 'cpu0' };

export const planExample = (options: Partial<Parameters<typeof planProof>[2]> = {}): Plan =>
  planProof(EXAMPLE, EXAMPLE_DEVICES, { host: HOST, ...options });

const milliseconds = (seconds: number): string => `${(1e3 * seconds).toFixed(1)} ms`;

/** The plan as docs/planner.md shows it. */
export function describeExample(): string {
  const plan = planExample();
  const rows = explainPlan(plan).map(
    ({ stage, device, predicted, reason }) =>
      `${stage.padEnd(17)}${device.padEnd(6)}${predicted.padEnd(9)}${reason}`,
  );
  const moved = plan.timeline.filter(({ what, start, end }) => what === 'transfer' && end > start);
  const alone = planExample({ exclude: ['xrt0'] });
  return [
    ...rows,
    '',
    `ends after ${milliseconds(plan.seconds)}; ${milliseconds(alone.seconds)} on cpu0 alone`,
    `${moved.length} transfers, ${milliseconds(moved.reduce((sum, { start, end }) => sum + end - start, 0))} together`,
    `busiest part ${milliseconds(plan.bottleneckSeconds)}; cost of 1,000 such proofs ${(1e3 * plan.cost).toFixed(3)}`,
    '',
  ].join('\n');
}

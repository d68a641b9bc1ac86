/** Prints how long a stream of 1,000 shards over 40 devices takes to plan: `node dist/test/planner/stream-speed.js`. */
import { planStream } from '../../host/planner/index.js';
import { fleet, shardGraph } from './fleet.js';

const kinds = [600, 300, 90, 10].map((count, i) => ({ graph: shardGraph(2 ** (20 - i), 400), count }));
const { devices, host } = fleet(40, 1);
const times: number[] = [];
for (let run = 0; run < 7; run++) {
  const began = performance.now();
  const plan = planStream(kinds, devices, { host });
  times.push(performance.now() - began);
  if (run === 0)
    console.log(`${plan.lanes.length} lanes, ${plan.seconds.toFixed(1)} s, bound by ${plan.bottleneck}`);
}
console.log(
  `first ${times[0].toFixed(0)} ms, then ${times
    .slice(1)
    .map((time) => time.toFixed(0))
    .join(', ')} ms`,
);

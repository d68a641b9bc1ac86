/** Prints how the planner's plans compare with the best of all: `node dist/test/planner/quality.js [COUNT] [FIRST]`. */
import { measureQuality, summarize } from './measure-quality.js';

const [count = 1000, first = 0] = process.argv.slice(2).map(Number);
const results = Array.from({ length: count }, (_, i) => measureQuality(first + i)).filter(
  (result) => result !== undefined,
);
console.log(`${results.length} of ${count} instances have a plan`);
console.log('split wherever that is faster:', summarize(results.map(({ free }) => free)));
console.log('split where it gains a tenth:', summarize(results.map(({ ruled }) => ruled)));
console.log(`${results.reduce((sum, { nodes }) => sum + nodes, 0)} partial plans simulated`);

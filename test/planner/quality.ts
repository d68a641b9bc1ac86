/** Prints how the planner's plans compare with the best of all: `node dist/test/planner/quality.js [COUNT] [FIRST]`. */
import { measureQuality, summarize } from './measure-quality.js';

const [count = 1000, first = 0] = process.argv.slice(2).map(Number);
for (const splitGain of [0, 0.1]) {
  const began = performance.now();
  const results = Array.from({ length: count }, (_, i) => measureQuality(first + i, splitGain));
  console.log(`split gain ${splitGain}:`, summarize(results), `${Math.round(performance.now() - began)} ms`);
}

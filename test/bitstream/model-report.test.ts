import test from 'ava';
import { parseModelReport, summariseModel } from '../../host/bitstream/index.js';

function run(unit: string, modelledSeconds: number, boundBy: string) {
  return {
    ...{ event: 'run', card: 'device0_1_7', unit, mode: 1, clocks: 1000, rowBytes: 64, digestBytes: 32 },
    ...{ modelledSeconds, boundBy, emulationSeconds: 0.5 },
  };
}
const link = { event: 'link', card: 'device0_1_7', toCard: 640, fromCard: 128, modelledSeconds: 3 };

test('the busiest compute unit counts, and the link beside it', (t) => {
  const lines = [run('a', 1, 'pipeline'), run('b', 1, 'rows'), run('b', 0.5, 'pipeline'), link];
  const text = lines.map((line) => JSON.stringify(line)).join('\n');
  t.deepEqual(summariseModel(parseModelReport(text)), {
    ...{ runs: 3, clocks: 2000, kernelSeconds: 1.5, linkSeconds: 3 },
    ...{ toCardBytes: 640, fromCardBytes: 128, bottleneck: 'link', emulationSeconds: 1.5 },
  });
  const kernels = parseModelReport(
    lines
      .slice(0, 3)
      .map((line) => JSON.stringify(line))
      .join('\n'),
  );
  t.is(summariseModel(kernels).bottleneck, 'rows');
});

test('what is no line of a report is left out', (t) => {
  const broken = JSON.stringify(run('a', 1, 'pipeline')).slice(0, -5);
  t.deepEqual(parseModelReport(`${broken}\n{}\n[1]\n\n${JSON.stringify({ ...link, toCard: -1 })}`), []);
});

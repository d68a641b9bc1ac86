import test from 'ava';
import { DryRun } from '../../host/dispatch/index.js';
import { checkGraph } from '../../host/planner/graph.js';
import { proveBatch } from '../../host/stark/prove/index.js';
import { machineRun, PARAMETERS, uploadThrough } from '../stark/prove/machine-proofs.js';

test('what rounds of folding commit to is a stage behind them, which a device may do that commits alone', async (t) => {
  const dryRun = new DryRun();
  const uploaded = await uploadThrough(dryRun as never, machineRun(), PARAMETERS);
  await proveBatch({ ...uploaded, parameters: PARAMETERS, dispatcher: dryRun });
  const { stages, data } = dryRun.graph();
  t.notThrows(() => checkGraph({ stages, data }));
  const fold = stages.findIndex(({ key }) => key === 'fold');
  const commit = stages.findIndex(({ key }) => key === 'fold: commit');
  t.true(fold >= 0 && commit > fold);
  const ofTrees = stages.filter(({ inputs, outputs }) =>
    [...inputs, ...outputs].some((datum) => !data[datum].isMovable),
  );
  t.deepEqual([...new Set(ofTrees.map(({ op }) => op))].sort(), ['commit', 'open']);
});

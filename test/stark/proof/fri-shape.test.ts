import test from 'ava';
import { friShape, greatest, PRESETS } from '../../../host/stark/proof/index.js';

test('shapes may have more matrices than a call has arguments', (t) => {
  const matrices = Array.from({ length: 200_000 }, (_, i) => ({ logHeight: 1 + (i % 9), width: 1 }));
  t.is(friShape(PRESETS.dev, [matrices]).logMaxHeight, 9);
  t.is(greatest([3, 7, 5]), 7);
});

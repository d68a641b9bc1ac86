import test from 'ava';
import { ParametersError, PRESETS, proofSystem } from '../../../host/stark/proof/index.js';

test('presets are valid', (t) => {
  t.is(proofSystem(PRESETS.default).extension.name, 'koalabear^5');
  t.is(PRESETS.default.queryCount, 203);
  t.is(proofSystem(PRESETS.bench).extension.name, 'koalabear^4');
  t.is(PRESETS.bench.queryCount, 100);
  t.notThrows(() => proofSystem(PRESETS.dev));
});

test('each parameter out of range is named', (t) => {
  const cases: [Record<string, unknown>, string][] = [
    [{ field: 'goldilocks' }, 'FIELD'],
    [{ extensionDegree: 2 }, 'EXTENSION_DEGREE'],
    [{ field: 'babybear', extensionDegree: 5 }, 'EXTENSION_DEGREE'],
    [{ hashSet: 'sha' }, 'HASH_SET'],
    [{ logBlowup: 0 }, 'LOG_BLOWUP'],
    [{ logFinalPolyLength: -1 }, 'LOG_FINAL_POLY_LENGTH'],
    [{ maxLogArity: 0 }, 'MAX_LOG_ARITY'],
    [{ queryCount: 0 }, 'QUERY_COUNT'],
    [{ queryCount: NaN }, 'QUERY_COUNT'],
    [{ commitPowBits: 31 }, 'COMMIT_POW_BITS'],
    [{ queryPowBits: 1.5 }, 'QUERY_POW_BITS'],
    [{ capHeight: '3' }, 'CAP_HEIGHT'],
  ];
  for (const [change, code] of cases) {
    const parameters = { ...PRESETS.bench, ...change };
    t.throws(() => proofSystem(parameters), { instanceOf: ParametersError, code }, JSON.stringify(change));
  }
});

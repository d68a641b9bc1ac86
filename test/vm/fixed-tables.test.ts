import test from 'ava';
import { Dispatcher } from '../../host/dispatch/index.js';
import { HASH_SET_NAMES } from '../../host/field/index.js';
import { Device } from '../../host/runtime/index.js';
import { PRESETS } from '../../host/stark/proof/index.js';
import { preprocessedBatchKey } from '../../host/stark/prove/index.js';
import { FIXED_TABLE_CAPS } from '../../host/vm/fixed-table-caps.js';
import { fixedTablesKey, fixedTablesSetting } from '../../host/vm/fixed-tables.js';
import { MachineError } from '../../host/vm/index.js';
import { extendFixedTables } from '../../host/vm/prove/fixed-tables.js';

const SETTINGS = new Map(
  Object.values(PRESETS)
    .flatMap((preset) => HASH_SET_NAMES.map((hashSet) => ({ ...preset, hashSet })))
    .map((parameters) => [fixedTablesSetting(parameters), parameters]),
);

test('there is a commitment to the fixed tables for every preset and hash set, and for nothing else', (t) => {
  t.deepEqual([...SETTINGS.keys()].sort(), Object.keys(FIXED_TABLE_CAPS).sort());
  for (const wrong of [{ capHeight: 1 }, { logBlowup: 2 }, { field: 'babybear' }] as const) {
    const error = t.throws(() => fixedTablesKey({ ...PRESETS.dev, ...wrong }), { instanceOf: MachineError });
    t.is(error.code, 'FIXED_TABLES');
  }
});

for (const [setting, parameters] of SETTINGS) {
  test(`the commitment to the fixed tables is that of the tables: ${setting}`, async (t) => {
    await using device = Device.open('cpu0');
    const made = await extendFixedTables(parameters, new Dispatcher(device));
    t.deepEqual(preprocessedBatchKey(made), fixedTablesKey(parameters));
  });
}

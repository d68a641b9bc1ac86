import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { readParametersFile } from '../../host/cli/proof/parameters-file.js';
import { SwitchyardError } from '../../host/runtime/index.js';
import { PRESETS } from '../../host/stark/proof/index.js';
import { temporaryFolder } from './support.js';

const custom = { ...PRESETS.default, logBlowup: 2, queryCount: 124 };

function write(content: unknown): string {
  const file = path.join(temporaryFolder(), 'custom.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

test('a file of all members is read', (t) => {
  t.deepEqual(readParametersFile(write(custom)), custom);
});

for (const member of Object.keys(custom)) {
  test(`without ${member} it is refused`, (t) => {
    const rest = Object.fromEntries(Object.entries(custom).filter(([name]) => name !== member));
    const error = t.throws(() => readParametersFile(write(rest)), { instanceOf: SwitchyardError });
    t.is(error.code, 'SY_ERR_FILE');
    t.regex(error.message, new RegExp(`custom\\.json: ${member} is missing$`));
  });
}

for (const [name, content, message] of [
  ['an unknown member', { ...custom, queries: 3 }, /"queries" is no parameter/],
  ['an own __proto__', '{"__proto__": {}}', /"__proto__" is no parameter/],
  ['a number out of range', { ...custom, queryCount: 5000 }, /queryCount must be an integer in 1 \.\. 1024/],
  ['a number as text', { ...custom, capHeight: '3' }, /capHeight must be an integer/],
  ['a field that is none', { ...custom, field: 'goldilocks' }, /"goldilocks" is no field/],
  ['a hash set that is none', { ...custom, hashSet: 'poseidon2' }, /"poseidon2" is no hash set/],
  [
    'an extension that the field has not',
    { ...custom, field: 'babybear' },
    /babybear has no extension of degree 5/,
  ],
  ['a list', [custom], /parameters are a JSON object/],
  ['null', 'null', /parameters are a JSON object/],
  ['what is no JSON', '{', /this is no JSON/],
] as const) {
  test(`${name} is refused`, (t) => {
    const error = t.throws(() => readParametersFile(write(content)), {
      instanceOf: SwitchyardError,
      message,
    });
    t.is(error.code, 'SY_ERR_FILE');
    t.regex(error.remedy, /queryPowBits/);
  });
}

test('a file that is missing is named', (t) => {
  t.throws(() => readParametersFile('/nowhere/custom.json'), {
    message: /^\/nowhere\/custom\.json cannot be read/,
  });
});

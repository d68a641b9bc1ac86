import { readFileSync } from 'node:fs';
import test from 'ava';
import * as abi from '../../host/runtime/abi.js';
import { repositoryFile } from '../support/repository.js';

const header = readFileSync(repositoryFile('native/device/backend.h'), 'utf8');

/** The members of a C enum by name. */
function enumMembers(name: string): Record<string, number> {
  const body = new RegExp(`typedef enum ${name} \\{([^}]*)\\}`).exec(header)?.[1] ?? '';
  return Object.fromEntries(
    [...body.matchAll(/SY_(\w+) = (\d+)/g)].map(([, member, value]) => [member, Number(value)]),
  );
}

/** A TypeScript table with the names that the header would use. */
function asHeaderNames(table: Record<string, number>, prefix = ''): Record<string, number> {
  return Object.fromEntries(
    Object.entries(table).map(([name, value]) => [
      prefix + name.toUpperCase().replaceAll(/[-^]/g, '_'),
      value,
    ]),
  );
}

test('the version is that of the header', (t) => {
  t.is(Number(/SY_ABI_VERSION (\d+)u/.exec(header)?.[1]), abi.ABI_VERSION);
});

for (const [name, table, prefix] of [
  ['SyOpKind', abi.OpKind, 'OP_'],
  ['SyCode', abi.Code, ''],
  ['SyField', abi.Field, ''],
  ['SyExtension', abi.Extension, ''],
  ['SyHashSet', abi.HashSet, ''],
  ['SyForm', abi.Form, ''],
  ['SyOrder', abi.Order, ''],
  ['SyFunction', abi.ElementwiseFunction, ''],
  ['SyPermutation', abi.Permutation, ''],
  ['SyTable', abi.Table, 'TABLE_'],
  ['SyProbed', abi.Probe, 'PROBE_'],
] as const) {
  test(`${name} has the header's numbers`, (t) => {
    const members = enumMembers(name);
    t.true(Object.keys(members).length > 0);
    t.deepEqual(asHeaderNames(table, prefix), members);
  });
}

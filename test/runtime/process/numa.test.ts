import test from 'ava';
import { cpusOfNode, parseCpuList } from '../../../host/runtime/process/numa.js';

test('a list of CPUs is what the system writes', (t) => {
  t.deepEqual(parseCpuList('0-3,8,10-11\n'), [0, 1, 2, 3, 8, 10, 11]);
  t.deepEqual(parseCpuList('5'), [5]);
  for (const text of ['', 'a', '1-', '-1', '1,,2', '0x1']) t.is(parseCpuList(text), undefined, text);
});

test('a node that is not there has no CPUs', (t) => {
  t.is(cpusOfNode(4096), undefined);
});

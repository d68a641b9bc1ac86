import test from 'ava';
import {
  Dispatcher,
  Fleet,
  Journal,
  lastingMember,
  type DispatchEvent,
  type FleetMember,
} from '../../host/dispatch/index.js';
import { Device, SwitchyardError, type Matrix } from '../../host/runtime/index.js';
import { FlakyMember, type Fault } from './flaky-device.js';

function openCpu(): Device {
  return Device.open('cpu0', { threads: 1, budgetBytes: 2 ** 26 });
}

/** Work on a matrix that comes from a stage before, checked from the start. */
async function work(members: readonly FleetMember[], on: string) {
  const events: DispatchEvent[] = [];
  const journal = new Journal({ onEvent: (event) => events.push(event) });
  const dispatcher = new Dispatcher(new Fleet(members), { assign: () => on, check: true, journal });
  const first = dispatcher.segment();
  const matrix: Matrix = first.random({ field: 'koalabear', rows: 64, columns: 8, seed: 3 });
  await dispatcher.run('make', first);
  const second = dispatcher.segment();
  const lde = second.lde(matrix, { logBlowup: 1, shift: 1 });
  const { tree, cap } = second.commit([lde], { hashSet: 'p2-16', capHeight: 0 });
  const rows = second.download(lde);
  second.free(matrix, lde, tree);
  const outcome = await dispatcher.run('commit', second);
  return { events, cap: outcome.get(cap), rows: outcome.get(rows) };
}

/** Devices on which every segment from one on meets with a fault. */
function flaky(id: string, fault: Fault, from = 2, until = Infinity): FlakyMember {
  return new FlakyMember(id, openCpu, (segment) => (segment >= from && segment < until ? fault : undefined));
}

async function expectedWork() {
  await using cpu = openCpu();
  await using other = openCpu();
  const { cap, rows } = await work([lastingMember(cpu), { ...memberOf(other), id: 'cpu1' }], 'cpu0');
  return { cap, rows };
}

function memberOf(device: Device): FleetMember {
  const status = { state: 'ready' } as const;
  return {
    ...{ id: device.id, device, status, isReference: false },
    ...{ blame: () => undefined, suspect: () => undefined },
  };
}

const FAULTS = ['SY_ERR_LOST', 'SY_ERR_MEMORY', 'SY_ERR_DEVICE'] as const;

for (const code of FAULTS) {
  test(`a witness that fails with ${code} is not held against what it checks, and the next one checks`, async (t) => {
    await using cpu = openCpu();
    const [x, y] = [flaky('x0', code), flaky('y0', undefined)];
    const { events, ...made } = await work([lastingMember(cpu), x, y], 'cpu0');
    t.deepEqual(made, await expectedWork());
    t.true(events.length > 0);
    for (const event of events) t.like(event, { kind: 'unchecked', device: 'cpu0', against: 'x0', code });
    t.true(y.segments >= 2, 'the next one has checked');
    for (const member of [x, y]) await member.close();
    t.is(cpu.state().liveHandles, 0);
  });

  test(`a reference is believed where every witness fails with ${code}`, async (t) => {
    await using cpu = openCpu();
    const x = flaky('x0', code);
    const { events, ...made } = await work([lastingMember(cpu), x], 'cpu0');
    t.deepEqual(made, await expectedWork());
    t.deepEqual([...new Set(events.map(({ kind }) => kind))], ['unchecked']);
    await x.close();
    t.is(cpu.state().liveHandles, 0);
  });

  test(`the same processor by other instructions is no more than a witness that fails with ${code}`, async (t) => {
    await using cpu = openCpu();
    const x = flaky('cpu0', code);
    const witness = {
      ...{ id: 'cpu0/scalar', isReference: false, status: { state: 'ready' } as const },
      ...{ blame: () => t.fail(), suspect: () => undefined },
      get device() {
        return x.device;
      },
    };
    const { events, ...made } = await work([lastingMember(cpu), witness], 'cpu0');
    t.deepEqual(made, await expectedWork());
    t.deepEqual([...new Set(events.map(({ kind }) => kind))], ['unchecked']);
    await x.close();
  });

  test(`what a witness has made that fails with ${code} while it is compared is not kept`, async (t) => {
    await using cpu = openCpu();
    const x = flaky('x0', code, 3, 4);
    const { events, ...made } = await work([lastingMember(cpu), x], 'cpu0');
    t.deepEqual(made, await expectedWork());
    t.deepEqual([...new Set(events.map(({ kind }) => kind))].sort(), ['unchecked']);
    if (x.device) t.is(x.device.state().liveHandles, 0);
    await x.close();
  });

  test(`a device that is no reference is not believed where its witness fails with ${code}`, async (t) => {
    const [x, y] = [flaky('x0', undefined), flaky('y0', code)];
    const error = await t.throwsAsync(work([x, y], 'x0'), { instanceOf: SwitchyardError });
    t.true(FAULTS.some((one) => one === error.code));
    for (const { device } of [x, y])
      if (device) t.true(device.state().liveHandles <= 1, 'the first matrix alone');
    for (const member of [x, y]) await member.close();
  });

  test(`a device that fails with ${code} while it is compared has its work done elsewhere`, async (t) => {
    await using cpu = openCpu();
    // Its third segment is the download that is compared.
    const x = flaky('x0', code, 2, 3);
    const { events, ...made } = await work([x, lastingMember(cpu)], 'x0');
    t.deepEqual(made, await expectedWork());
    t.true(events.some(({ kind }) => kind === 'fallback'));
    await x.close();
    t.is(cpu.state().liveHandles, 0);
  });
}

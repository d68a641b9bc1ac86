import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import type { JobRequestInput, JobView } from '../../../host/client/index.js';
import { makeToken } from '../../../host/daemon/index.js';
import { endDaemon, startDaemon, type RunningDaemon } from '../../cli/running-daemon.js';
import { temporaryFolder } from '../../cli/support.js';
import { publishingProgram } from '../../vm/proven-runs.js';
import {
  callsForEver,
  hoardsInputs,
  prints,
  publishes,
  publishesForEver,
  spins,
  spinsUnproven,
  touchesEverything,
} from './programs.js';

const MIB = 2 ** 20;
/** As many as a configuration can allow. */
const MOST_CYCLES = 2 ** 36;
const { token, sha256 } = makeToken();

/** A daemon that really executes and proves, on the CPU, with narrow limits. */
async function realDaemon(limits: object) {
  const folder = temporaryFolder();
  const config = path.join(folder, 'config.json');
  const proving = { minBits: 0, shape: 'T12', threads: 1, devices: ['cpu0'], activeJobs: 2 };
  const content = {
    ...{ dataFolder: 'data', listen: { port: 0 }, tokens: [{ name: 'tester', role: 'submit', sha256 }] },
    ...{ proving, storage: { minFreeBytes: 0 }, telemetry: { sensors: [], canary: { seconds: 0 } } },
    limits: { sizings: 2, ...limits },
  };
  writeFileSync(config, JSON.stringify(content));
  const daemon = await startDaemon(config, token);
  return {
    ...daemon,
    folder,
    [Symbol.asyncDispose]: async () => {
      await endDaemon(daemon, 'SIGKILL');
    },
  };
}

async function submit(
  { client }: RunningDaemon,
  elf: Uint8Array,
  more: Partial<JobRequestInput> = {},
): Promise<string> {
  const { id: program } = await client.uploadProgram(elf);
  return (await client.submit({ program, parameters: 'dev', ...more })).id;
}

async function outcome(daemon: RunningDaemon, id: string): Promise<string> {
  const { state, problem }: JobView = await daemon.client.wait(id);
  return `${state}: ${problem?.code}: ${problem?.message}`;
}

/** It has not been harmed: it proves what others ask for. */
async function stillProves(daemon: RunningDaemon): Promise<JobView> {
  return await daemon.client.wait(await submit(daemon, publishingProgram(Uint8Array.of(1, 2, 3), 0, 40)));
}

/** The most memory that the process has had so far. */
function mostBytes({ child }: RunningDaemon): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return 1024 * Number(/^VmHWM:\s+(\d+) kB/m.exec(status)![1]);
}

function bytesIn(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
}

test('programs that do not halt end at the limit of cycles, declared or not', async (t) => {
  await using daemon = await realDaemon({ cycles: 2 ** 22 });
  for (const [name, elf] of Object.entries({ spins, spinsUnproven, callsForEver })) {
    // Without a declared limit it is the sizing that would not end.
    const sized = await outcome(daemon, await submit(daemon, elf));
    t.regex(sized, /^failed: SY_ERR_GUEST: CYCLES .*not ended after 4194304 cycles/, name);
    const declared = await outcome(daemon, await submit(daemon, elf, { cycleLimit: 1_000_000 }));
    t.regex(declared, /^failed: SY_ERR_GUEST: CYCLES .*not ended after 1000000 cycles/, name);
  }
  t.is((await stillProves(daemon)).state, 'done');
});

test('where the cycles that are allowed take too long, time ends a run, declared or not', async (t) => {
  await using daemon = await realDaemon({ cycles: MOST_CYCLES, sizingSeconds: 1 });
  for (const elf of [spins, callsForEver]) {
    for (const more of [{}, { cycleLimit: MOST_CYCLES }]) {
      const ended = await outcome(daemon, await submit(daemon, elf, more));
      t.is(ended, 'failed: SY_ERR_GUEST: the run could not be counted within 1 s');
    }
  }
});

test('programs that touch all memory are refused by name, and what they had is given back', async (t) => {
  const memoryBytes = 128 * MIB;
  await using daemon = await realDaemon({ memoryBytes });
  t.is((await stillProves(daemon)).state, 'done');
  const before = mostBytes(daemon);
  const jobs: string[] = [];
  for (let i = 0; i < 12; i++) {
    jobs.push(await submit(daemon, touchesEverything, { priority: i }));
    jobs.push(await submit(daemon, touchesEverything, { priority: i, cycleLimit: 2 ** 24 }));
  }
  jobs.push(await submit(daemon, hoardsInputs), await submit(daemon, hoardsInputs, { cycleLimit: 2 ** 24 }));
  for (const id of jobs)
    t.regex(await outcome(daemon, id), /^failed: SY_ERR_GUEST: MEMORY .*134217728 bytes/);
  // Two that are sized and two that are proven at a time, not 26 after one another.
  const most = before + 4 * memoryBytes + 256 * MIB;
  t.true(mostBytes(daemon) < most, `${mostBytes(daemon) / MIB} MiB, at most ${most / MIB}`);
  t.is((await stillProves(daemon)).state, 'done');
});

test('programs that print without end take neither memory nor disk, and are stopped by time', async (t) => {
  await using daemon = await realDaemon({ cycles: MOST_CYCLES, memoryBytes: 512 * MIB, sizingSeconds: 5 });
  t.is((await stillProves(daemon)).state, 'done');
  const before = { memory: mostBytes(daemon), disk: bytesIn(daemon.folder) };
  const printer = prints(256 * MIB);
  // A quarter of a terabyte: if it were copied, time would end it instead.
  const counted = await outcome(daemon, await submit(daemon, printer, { cycleLimit: 10_000 }));
  t.regex(counted, /^failed: SY_ERR_GUEST: CYCLES /);
  const timed = await outcome(daemon, await submit(daemon, printer));
  t.is(timed, 'failed: SY_ERR_GUEST: the run could not be counted within 5 s');
  t.true(mostBytes(daemon) < before.memory + 512 * MIB);
  t.true(bytesIn(daemon.folder) < before.disk + MIB);
  t.true(daemon.lines.join('').length < MIB);
  t.is((await stillProves(daemon)).state, 'done');
});

test('public values are limited, for they are kept and shown with the job', async (t) => {
  await using daemon = await realDaemon({ publicValueBytes: 1000 });
  for (const more of [{}, { cycleLimit: 1_000_000 }]) {
    const much = await outcome(daemon, await submit(daemon, publishes(1001), more));
    t.is(much, 'failed: SY_ERR_GUEST: the run has 1001 bytes of public values, more than 1000');
    const endless = await outcome(daemon, await submit(daemon, publishesForEver, more));
    t.regex(endless, /^failed: SY_ERR_GUEST: PUBLIC_VALUES .*more than 16777216 bytes of public values/);
  }
  t.true(bytesIn(daemon.folder) < MIB);
  const full = publishingProgram(new Uint8Array(1000).fill(7), 0, 40);
  const done = await daemon.client.wait(await submit(daemon, full));
  t.is(done.proof?.publicValues, '07'.repeat(1000));
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import {
  BitstreamError,
  dryRun,
  formatCommand,
  parseConnectivity,
  ToolError,
} from '../../host/bitstream/index.js';
import { HOT_LOOPS, requireIntervals, requireTiming } from '../../host/bitstream/vitis/judgement.js';
import { CARD_NAMES, connectivityFile } from '../../host/bitstream/vitis/platforms.js';
import { readClockReport } from '../../host/bitstream/vitis/reports/clock-report.js';
import { readSynthesisReport } from '../../host/bitstream/vitis/reports/synthesis-report.js';
import { readTimingReport } from '../../host/bitstream/vitis/reports/timing-report.js';
import { readUtilisationReport } from '../../host/bitstream/vitis/reports/utilisation-report.js';
import { requireVitis } from '../../host/bitstream/vitis/toolchain.js';
import { wireCard, writeWiring } from '../../host/bitstream/vitis/wiring.js';
import { temporaryFolder } from '../cli/support.js';
import { repositoryFile } from '../support/repository.js';
import { connectivityOf } from './design.js';

const read = (name: string) => readFileSync(repositoryFile(name), 'utf8');
const report = (name: string) => read(`test/bitstream/reports/${name}`);
const REQUEST = { megahertz: 300, folder: 'bitstreams', jobs: 8 };

function refusal(t: ExecutionContext, body: () => unknown): string {
  const error = t.throws(body, { instanceOf: BitstreamError });
  return `${error?.check}: ${error?.message}`;
}

for (const [card, target, pipelines] of [
  ['u55c', 'hw', 2],
  ['u250', 'hw_emu', 1],
] as const) {
  test(`the commands for ${card}, ${target}, are as they are kept`, (t) => {
    const { connectivity, commands } = dryRun({ ...REQUEST, card, target, pipelines }, target);
    const text = [connectivity.content, ...commands.map(formatCommand)].join('\n');
    t.is(`${text}\n`, read(`test/bitstream/golden/${card}-${target}.txt`));
  });
}

test('what a shell would take apart is quoted', (t) => {
  t.is(formatCommand(['v++', '-o', "it's here.xo"]), `v++ -o 'it'\\''s here.xo'`);
});

test('a U55C is wired as the kernels say themselves', (t) => {
  const wired = wireCard('u55c', read(connectivityFile('u55c')), 1);
  t.deepEqual(
    wired.map(({ connectivity }) => connectivity),
    [connectivityOf('poseidon2_merkle'), connectivityOf('keccak_merkle')],
  );
});

for (const card of CARD_NAMES) {
  test(`${card}: units are wired as the first, as many as the memory has ports for`, (t) => {
    const file = read(connectivityFile(card));
    const wired = wireCard(card, file, 3);
    t.deepEqual(
      wired.map(({ units }) => units),
      [3, 1],
    );
    const [poseidon2] = writeWiring(wired).split('nk=keccak');
    const { units, memory } = parseConnectivity(poseidon2);
    t.is(units.length, 3);
    for (const unit of units) t.deepEqual(memory.get(unit), memory.get('poseidon2_merkle_1'));
    t.regex(
      refusal(t, () => wireCard(card, file, 32)),
      /^CONNECTIVITY: 32 pipelines take 99 memory ports/,
    );
  });
}

test('every pipelined loop has its interval, by its name or its element', (t) => {
  t.deepEqual(readSynthesisReport(report('csynth.xml')), [
    { loop: 'ABSORB', interval: 1 },
    { loop: 'ABSORB', interval: 1 },
    { loop: 'STORE_PAIRS', interval: 2 },
  ]);
});

for (const [what, xml, message] of [
  ['cut off', '<profile><Module>', /ends within profile/],
  ['crossed', '<a><b></a></b>', /closes a where it is not open/],
  ['without a number', '<L><PipelineII>undef</PipelineII></L>', /loop L the interval "undef"/],
  ['with an interval of zero', '<L><PipelineII>0</PipelineII></L>', /the interval "0"/],
  ['deep', '<a>'.repeat(100), /nested too deeply/],
] as const) {
  test(`a synthesis report that is ${what} is refused`, (t) => {
    t.regex(
      refusal(t, () => readSynthesisReport(xml)),
      message,
    );
  });
}

test('the hot loop has to reach its interval, others are free', (t) => {
  const loops = readSynthesisReport(report('csynth.xml'));
  t.notThrows(() => requireIntervals('poseidon2_merkle', loops));
  const slow = [...loops, { loop: 'ABSORB', interval: 2 }];
  t.regex(
    refusal(t, () => requireIntervals('poseidon2_merkle', slow)),
    /^INTERVAL: poseidon2_merkle: loop ABSORB starts an iteration every 2 clocks, not every clock/,
  );
  t.notThrows(() => requireIntervals('keccak_merkle', [{ loop: 'ABSORB', interval: 3 }]));
  t.regex(
    refusal(t, () => requireIntervals('keccak_merkle', [{ loop: 'ABSORB', interval: 4 }])),
    /every 4 clocks, not every 3/,
  );
  t.regex(
    refusal(t, () => requireIntervals('poseidon2_merkle', [{ loop: 'OTHER', interval: 1 }])),
    /^REPORT: .*no pipelined loop ABSORB/,
  );
});

test('the hot loops are those of the sources', (t) => {
  const source = read('hls/include/absorb.h');
  for (const [kernel, { loop, interval }] of Object.entries(HOT_LOOPS)) {
    t.true(source.includes(`\n${loop}:\n`), kernel);
    const sponge = kernel === 'keccak_merkle' ? 'keccak_sponge' : 'poseidon2_sponge';
    t.true(read(`hls/include/${sponge}.h`).includes(`kInterval = ${interval};`), kernel);
  }
});

test('timing is met where no slack is negative and no clock was lowered', (t) => {
  const clocks = readClockReport(report('xclbin.info'));
  t.deepEqual(clocks, [
    { name: 'ulp_ucs_aclk_kernel_00', requested: 300, achieved: 300 },
    { name: 'ulp_ucs_aclk_kernel_01', requested: 500, achieved: 500 },
  ]);
  const met = readTimingReport(report('timing-met.rpt'));
  t.deepEqual(met, { setup: 0.017, hold: 0.01, pulse: 0 });
  t.notThrows(() => requireTiming(met, clocks));
  const missed = readTimingReport(report('timing-missed.rpt'));
  t.regex(
    refusal(t, () => requireTiming(missed, clocks)),
    /^TIMING: .*misses timing by 0.241 ns/,
  );
  const lowered = readClockReport(
    report('xclbin.info').replace('Achieved Freq:  300', 'Achieved Freq:  271.3'),
  );
  t.regex(
    refusal(t, () => requireTiming(met, lowered)),
    /^TIMING: .*at 271.3 MHz, not at the 300/,
  );
});

test('resources are those of the kernels, without the platform', (t) => {
  t.deepEqual(readUtilisationReport(report('kernel-util.rpt')), {
    ...{ lut: 341_000, ff: 502_000, dsp: 2178, bram: 97, uram: 40 },
  });
});

for (const [what, body, message] of [
  ['no timing summary', () => readTimingReport('| Clock Summary'), /no summary of the design/],
  [
    'an unconstrained design',
    () => readTimingReport(report('timing-met.rpt').replace('0.017', 'NA')),
    /slacks of NA/,
  ],
  ['a summary cut off', () => readTimingReport(report('timing-met.rpt').slice(0, 900)), /not understood/],
  ['no table of resources', () => readUtilisationReport('| Name | LUT |'), /no table with a row/],
  [
    'resources without DSP',
    () => readUtilisationReport(report('kernel-util.rpt').replace(/DSP {12}/, 'dsp            ')),
    /no DSP/,
  ],
  ['no clocks', () => readClockReport('Memory Configuration'), /no part on clocks/],
  [
    'no achieved frequency',
    () => readClockReport(report('xclbin.info').replaceAll('Achieved', 'Hoped')),
    /no achieved/,
  ],
] as const) {
  test(`${what} is refused`, (t) => {
    const told = refusal(t, body);
    t.regex(told, /^REPORT/);
    t.regex(told, message);
  });
}

test('all that Vitis lacks is said at once', (t) => {
  const folder = temporaryFolder();
  const env = { PATH: folder, PLATFORM_REPO_PATHS: path.join(folder, 'platforms') };
  const error = t.throws(() => requireVitis('u280', 'hw_emu', env), { instanceOf: ToolError });
  for (const program of ['v++', 'xclbinutil', 'emconfigutil'])
    t.true(error?.message.includes(`${program} is not on PATH`), program);
  t.regex(error?.message ?? '', /xilinx_u280_gen3x16_xdma_1_202211_1 is not in .*platforms/);
  t.is(error?.remedy.match(/Install Vitis/g)?.length, 1);
  t.regex(error?.remedy ?? '', /PLATFORM_REPO_PATHS.*--dry-run/);
});

import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import {
  buildModelContainer,
  CARD_NAMES,
  ContainerMode,
  parseManifest,
  readContainer,
  writeContainer,
  type ManifestEntry,
} from '../../host/bitstream/index.js';
import { CARDS } from '../../host/bitstream/vitis/platforms.js';
import { designOf } from '../bitstream/design.js';
import { repositoryFile } from '../support/repository.js';
import { switchyard, temporaryFolder, type CliResult } from './support.js';

const LIBRARY = Uint8Array.from({ length: 1001 }, (_, i) => i * 7);

/**
 * A folder with a v++ that leaves the sample reports where Vitis leaves its own, and a bitstream.
 *
 * @param change what becomes of each report
 */
function fakeVitis(change: (name: string, report: string) => string = (_, report) => report) {
  const folder = temporaryFolder();
  for (const name of ['csynth.xml', 'timing-met.rpt', 'kernel-util.rpt', 'xclbin.info'])
    writeFileSync(
      path.join(folder, name),
      change(name, readFileSync(repositoryFile(`test/bitstream/reports/${name}`), 'utf8')),
    );
  const container = readContainer(buildModelContainer(designOf(1), LIBRARY));
  const modes = { hw: ContainerMode.HARDWARE, hw_emu: ContainerMode.HARDWARE_EMULATION };
  for (const [target, mode] of Object.entries(modes))
    writeFileSync(path.join(folder, target), writeContainer({ ...container, mode }));
  program(
    folder,
    'v++',
    `if [ "$1" = --version ]; then echo '****** v++ v2022.2 (64-bit)'; exit; fi
step=$1
while [ $# -gt 0 ]; do
  case "$1" in --temp_dir) temp=$2 ;; --report_dir) reports=$2 ;; -t) target=$2 ;; -o) out=$2 ;; -k) kernel=$2 ;; esac
  shift
done
echo "Vitis talks"
if [ "$step" = -c ]; then
  mkdir -p "$temp/$kernel/$kernel/$kernel/solution/syn/report"
  sed -e 's/<PipelineII>1/<PipelineII>'"$([ "$kernel" = keccak_merkle ] && echo 3 || echo 1)"'/' "${folder}/csynth.xml" \\
    > "$temp/$kernel/$kernel/$kernel/solution/syn/report/csynth.xml"
  touch "$out"
else
  mkdir -p "$reports/imp"
  cp "${folder}/timing-met.rpt" "$reports/imp/impl_1_hw_bb_locked_timing_summary_routed.rpt"
  cp "${folder}/kernel-util.rpt" "$reports/imp/impl_1_kernel_util_routed.rpt"
  cp "${folder}/xclbin.info" "$out.info"
  cp "${folder}/$target" "$out"
fi`,
  );
  program(folder, 'xclbinutil', 'exit 0');
  program(folder, 'emconfigutil', 'exit 0');
  for (const card of CARD_NAMES) {
    const { platform } = CARDS[card];
    mkdirSync(path.join(folder, platform));
    writeFileSync(path.join(folder, platform, `${platform}.xpfm`), '');
  }
  return { PATH: `${folder}:${process.env.PATH}`, PLATFORM_REPO_PATHS: folder };
}

function program(folder: string, name: string, body: string): void {
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/bash\nset -eu\n${body}\n`);
  chmodSync(file, 0o755);
}

function entries(folder: string): readonly ManifestEntry[] {
  return parseManifest(readFileSync(path.join(folder, 'manifest.json'), 'utf8')).bitstreams;
}

function build(card: string, target: string, out: string, env: NodeJS.ProcessEnv, ...more: string[]) {
  return switchyard(
    ['bitstream', 'build', '--platform', card, '--target', target, '--out', out, ...more],
    env,
  );
}

test('a bitstream for a card is built, judged and listed, and holds to its entry', async (t) => {
  const out = temporaryFolder();
  const { code, stdout, stderr } = await build('u50', 'hw', out, fakeVitis());
  t.is(code, 0, stderr);
  t.regex(stderr, /^\+ v\+\+ -c -t hw .*poseidon2_merkle.cpp$/m);
  t.regex(stderr, /Vitis talks/);
  t.regex(stdout, /resources +341000 LUT, 502000 FF, 2178 DSP, 97 BRAM, 40 URAM/);
  t.regex(stdout, /slack +setup 0.017 ns/);
  t.regex(stdout, /keccak_merkle +ABSORB 3/);
  const [entry] = entries(out);
  t.like(entry, { file: 'u50-hw.xclbin', target: 'hw', tool: 'Vitis 2022.2', clockMegahertz: 300 });
  t.like(entry.resources, { lut: 341_000, dsp: 2178 });

  const file = path.join(out, 'u50-hw.xclbin');
  t.is((await switchyard(['bitstream', 'check', file])).code, 0);
  t.regex((await switchyard(['bitstream', 'list', '--folder', out])).stdout, /^u50-hw.xclbin +hw .* here$/m);

  writeFileSync(file, buildModelContainer(designOf(2), LIBRARY));
  const checked = await switchyard(['bitstream', 'check', file]);
  t.is(checked.code, 3);
  t.regex(checked.stderr, /SY_ERR_BITSTREAM: HASH/);
  const list = await switchyard(['bitstream', 'list', '--folder', out, '--json']);
  t.regex(list.stdout, /"state": "another file"/);
});

test('an emulated one is judged by its loops alone', async (t) => {
  const out = temporaryFolder();
  const { code, stdout, stderr } = await build('u280', 'hw_emu', out, fakeVitis(), '--json');
  t.is(code, 0, stderr);
  const { schema, entry } = JSON.parse(stdout) as { schema: string; entry: ManifestEntry };
  t.is(schema, 'switchyard-bitstream-build/1');
  t.is(entry.resources, null);
  t.regex(stderr, /^\+ emconfigutil /m);
});

function refuses(t: ExecutionContext, result: CliResult, out: string, message: RegExp): void {
  t.is(result.code, 3, result.stderr);
  t.regex(result.stderr, message);
  t.false(existsSync(path.join(out, 'manifest.json')), 'nothing is listed');
}

test('a hot loop that is too slow ends the build before it is linked', async (t) => {
  const out = temporaryFolder();
  const slow = fakeVitis((name, report) =>
    name === 'csynth.xml' ? report.replaceAll('<PipelineII>1', '<PipelineII>2') : report,
  );
  const result = await build('u55c', 'hw', out, slow);
  refuses(t, result, out, /SY_ERR_BITSTREAM: INTERVAL: poseidon2_merkle: .* every 2 clocks/);
  t.notRegex(result.stderr, /^\+ v\+\+ -l/m);
});

test('a build that misses timing is not listed', async (t) => {
  const out = temporaryFolder();
  const late = fakeVitis((name, report) =>
    name === 'timing-met.rpt' ? report.replace('0.017', '-0.25') : report,
  );
  const result = await build('u250', 'hw', out, late);
  refuses(t, result, out, /SY_ERR_BITSTREAM: TIMING: .*misses timing by 0.25 ns[^]*lower --clock/);
});

test('what Vitis makes is not believed to be a container', async (t) => {
  const out = temporaryFolder();
  const env = fakeVitis();
  writeFileSync(path.join(env.PLATFORM_REPO_PATHS, 'hw_emu'), 'no container');
  const result = await build('u250', 'hw_emu', out, env);
  refuses(t, result, out, /SY_ERR_BITSTREAM: CONTAINER_SIZE/);
});

const MODEL_KERNELS = repositoryFile('build/model/switchyard-model-kernels.so');
const modelTest = existsSync(MODEL_KERNELS) ? test : test.skip;

modelTest(
  `a model is built without Vitis${existsSync(MODEL_KERNELS) ? '' : " (skipped: the model's kernels are not built)"}`,
  async (t) => {
    const out = temporaryFolder();
    const { code, stdout, stderr } = await build(
      'u55c',
      'model',
      out,
      {},
      '--pipelines',
      '2',
      '--clock',
      '250',
    );
    t.is(code, 0, stderr);
    t.regex(stdout, /clock +250 MHz \(asked for, not routed\)/);
    t.is(entries(out)[0].computeUnits.length, 3);
    t.is((await switchyard(['bitstream', 'check', path.join(out, 'u55c-model.xclbin')])).code, 0);
  },
);

test('without Vitis a build says what is missing; its commands are printed all the same', async (t) => {
  const env = { PATH: path.dirname(process.execPath), PLATFORM_REPO_PATHS: '/nowhere' };
  const { code, stderr } = await build('u55c', 'hw', temporaryFolder(), env);
  t.is(code, 3);
  t.regex(stderr, /SY_ERR_TOOL: .*v\+\+ is not on PATH; xclbinutil is not on PATH; the platform/);
  const dry = await build(
    'u55c',
    'hw',
    temporaryFolder(),
    env,
    '--dry-run',
    '--pipelines',
    '2',
    '--jobs',
    '8',
  );
  t.is(dry.code, 0, dry.stderr);
  const golden = readFileSync(repositoryFile('test/bitstream/golden/u55c-hw.txt'), 'utf8');
  t.is(dry.stdout.replace(/^#.*\n/gm, ''), golden.slice(golden.indexOf('v++')));
});

for (const [what, args, message] of [
  ['no card', ['--platform', 'u200', '--target', 'hw'], /u200/],
  ['no target', ['--platform', 'u50', '--target', 'sw_emu'], /sw_emu/],
  ['no clock', ['--platform', 'u50', '--target', 'hw', '--clock', '10'], /--clock: '10'/],
  ['no pipelines', ['--platform', 'u50', '--target', 'hw', '--pipelines', '0'], /--pipelines: '0'/],
  ['a model of another card', ['--platform', 'u50', '--target', 'model'], /stands for a u55c/],
  ['a dry run of the model', ['--platform', 'u55c', '--target', 'model', '--dry-run'], /--dry-run/],
] as const) {
  test(`${what} is a usage error`, async (t) => {
    const { code, stderr } = await switchyard(['bitstream', 'build', ...args]);
    t.is(code, 2, stderr);
    t.regex(stderr, message);
  });
}

test('a file that no manifest lists, and a manifest that is none, are refused', async (t) => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'a.xclbin');
  writeFileSync(file, buildModelContainer(designOf(1), LIBRARY));
  const unlisted = await switchyard(['bitstream', 'check', file]);
  t.is(unlisted.code, 3);
  t.regex(unlisted.stderr, /MANIFEST_ENTRY: .*does not list a.xclbin/);
  writeFileSync(path.join(folder, 'manifest.json'), '{"schema": "switchyard-bitstreams/1", "bitstreams": 7}');
  t.regex((await switchyard(['bitstream', 'list', '--folder', folder])).stderr, /MANIFEST: .*bitstreams/);
});

test('the manifest of the repository has its form, and the script is the command', async (t) => {
  t.notThrows(() => parseManifest(readFileSync(repositoryFile('bitstreams/manifest.json'), 'utf8')));
  t.regex(readFileSync(repositoryFile('scripts/build-bitstream'), 'utf8'), /main\.js" bitstream build "\$@"/);
  t.is((await switchyard(['bitstream', 'list'])).code, 0);
});

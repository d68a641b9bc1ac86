import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { bambuArguments, estimateBambu, readRtl, ToolError } from '../../host/bitstream/index.js';
import { temporaryFolder } from '../cli/support.js';
import { repositoryFile } from '../support/repository.js';

// Not a literal: TypeScript would want the package to be there.
const YOSYS: string = '@yowasp/yosys';
const hasYosys = await import(YOSYS).then(
  () => true,
  () => false,
);

/** An environment with a stand-in for Bambu, which runs a script of a shell. */
function withBambu(script: string): { env: NodeJS.ProcessEnv; folder: string } {
  const folder = temporaryFolder();
  const file = path.join(folder, 'bambu');
  writeFileSync(
    file,
    `#!/bin/sh\nif [ "$1" = --version ]; then echo "Version: PandA 2024.10"; exit; fi\n${script}\n`,
  );
  chmodSync(file, 0o755);
  return { env: { ...process.env, PATH: `${folder}:/usr/bin:/bin` }, folder };
}

/** Registers each of 32 bits once, and multiplies once where it is told to. */
const MODULE = `module $top (input clock, input [31:0] x0, output reg [31:0] y0);
always @(posedge clock) y0 <= $sum;
endmodule`;

test('where Bambu is not installed, the estimate says so', async (t) => {
  const found = await estimateBambu({ PATH: temporaryFolder() });
  t.deepEqual(found, { missing: 'Bambu is not installed: there is no program bambu on PATH' });
});

test('Bambu is asked for a pipeline of each block, and its sources are there', (t) => {
  const args = bambuArguments('bambu_cube');
  t.true(args.includes('--pipelining=bambu_cube=1'));
  t.true(args.includes('--device-name=xcu55c-2Lfsvh2892-VVD'));
  const source = readFileSync(args[0], 'utf8');
  for (const top of ['bambu_cube', 'bambu_external_round', 'bambu_internal_round'])
    t.true(source.includes(`void ${top}(`), top);
  for (const arg of args.filter((one) => one.startsWith('-I'))) t.true(existsSync(arg.slice(2)), arg);
});

for (const [what, script, message] of [
  [
    'fails',
    'echo "first"; echo "error -> no such device" >&2; exit 3',
    /ended with 3: error -> no such device/,
  ],
  ['writes nothing', 'exit 0', /written no bambu_cube\.v/],
] as const) {
  test(`a Bambu that ${what} is an error that names it`, async (t) => {
    const { env } = withBambu(script);
    const error = await t.throwsAsync(estimateBambu(env), { instanceOf: ToolError, message });
    t.regex(error?.remedy ?? '', /hls\/bambu\/blocks\.cpp by hand/);
  });
}

test('a Bambu without a version is an error', async (t) => {
  const { env, folder } = withBambu('');
  writeFileSync(path.join(folder, 'bambu'), '#!/bin/sh\nexit 0\n');
  await t.throwsAsync(estimateBambu(env), { instanceOf: ToolError, message: /tells no version/ });
});

(hasYosys ? test : test.skip)(
  `what Bambu writes is synthesised block by block, and rounds are summed${hasYosys ? '' : ' (skipped: @yowasp/yosys is not installed)'}`,
  async (t) => {
    t.timeout(10 * 60_000, 'yosys runs as WebAssembly');
    const calls = path.join(temporaryFolder(), 'calls');
    const { env } = withBambu(`for one; do
  case "$one" in --top-fname=*) top=\${one#--top-fname=} ;; esac
done
echo "$@" >> ${calls}
case $top in bambu_cube) sum='x0[15:0] * x0[31:16]' ;; *) sum=x0 ;; esac
cat > $top.v <<EOF
${MODULE}
EOF`);
    const found = await estimateBambu(env);
    if ('missing' in found) return t.fail(found.missing);
    t.is(found.tool, 'Bambu (PandA 2024.10)');
    t.deepEqual(
      found.blocks.map(({ what, times, dsp, how }) => [what, times, dsp, how]),
      [
        ['cube', 0, 1, 'synthesised'],
        ['external round', 8, 0, 'synthesised'],
        ['internal round', 20, 0, 'synthesised'],
      ],
    );
    t.is(found.blocks[1].ff, 32);
    t.deepEqual(found.rounds, { dsp: 0, lut: 0, shift: 0, ff: 28 * 32, how: 'extrapolated' });
    t.is(readFileSync(calls, 'utf8').trim().split('\n').length, 3);
    t.false('bambu_cube.v' in readRtl());
    t.false(existsSync(repositoryFile('bambu_cube.v')));
  },
);

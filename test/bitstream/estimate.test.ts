import test from 'ava';
import {
  countCells,
  cubes,
  estimateFrom,
  modulesOf,
  pipelines,
  readRtl,
  synthesise,
  synthesisScript,
} from '../../host/bitstream/index.js';

// Not a literal: TypeScript would want the package to be there.
const YOSYS: string = '@yowasp/yosys';
const hasYosys = await import(YOSYS).then(
  () => true,
  () => false,
);

test('cells are counted by kind; an inverter is a LUT, a carry chain is none', (t) => {
  const cells = { $scopeinfo: 8, CARRY4: 34, CARRY8: 25, DSP48E2: 6, FDRE: 691, FDSE: 2, INV: 4 };
  const luts = { LUT2: 97, LUT6: 3, LUT6_2: 178, SRL16E: 32, SRLC32E: 1 };
  const statistics = JSON.stringify({ design: { num_cells_by_type: { ...cells, ...luts } } });
  t.deepEqual(countCells(statistics), { dsp: 6, lut: 282, shift: 33, ff: 693 });
});

test('parts are synthesised one after another from all of the RTL', (t) => {
  const modules = [{ name: 'koalabear_cube' }, { name: 'poseidon2_external_layer', width: 24 }];
  t.is(
    synthesisScript(modules, 'ternary', ['a.v', 'b.v']),
    'design -reset; read_verilog -DTERNARY_PRIMITIVES=1 a.v b.v; ' +
      'synth_xilinx -family xcup -top koalabear_cube -flatten -noiopad -noclkbuf -nowidelut; ' +
      'tee -o cells-0.json stat -json; ' +
      'design -reset; read_verilog -DTERNARY_PRIMITIVES=1 a.v b.v; ' +
      'chparam -set WIDTH 24 poseidon2_external_layer; ' +
      'synth_xilinx -family xcup -top poseidon2_external_layer -flatten -noiopad -noclkbuf -nowidelut; ' +
      'tee -o cells-1.json stat -json',
  );
});

test('every module that is counted is in hls/rtl', (t) => {
  const sources = readRtl();
  for (const { name } of modulesOf(pipelines())) t.true(`${name}.v` in sources, name);
});

test('a pipeline is the sum of its parts times how often each occurs', (t) => {
  t.deepEqual([cubes(16), cubes(24)], [148, 215]);
  const modules = modulesOf(pipelines());
  const one = { dsp: 1, lut: 100, shift: 10, ff: 1000 };
  const synthesis = { tool: 'none', resources: modules.map(() => one) };
  const estimate = estimateFrom(modules, synthesis, 'ternary');
  t.deepEqual(
    estimate.pipelines.map(({ permutation, schedule, interval }) => [permutation, schedule, interval]),
    [
      ['poseidon2-16', 'unrolled', 1],
      ['poseidon2-24', 'unrolled', 1],
      ['poseidon2-16', 'folded', 30],
      ['poseidon2-24', 'folded', 33],
      ['keccak-f', 'unrolled', 3],
      ['keccak-f', 'folded', 72],
    ],
  );
  const [unrolled, , folded, , keccak] = estimate.pipelines;
  // 128 cubes, 9 layers, 20 rounds, 16 words in, 8 out; the constants have no DSP.
  t.is(unrolled.dsp, 128 + 9 + 20 + 16 + 8);
  t.is(unrolled.shift, 10 * unrolled.dsp);
  t.is(unrolled.allLut, 110 * unrolled.dsp + 15 * 66);
  t.is(folded.dsp, 16 + 1 + 1 + 16 + 8);
  t.is(keccak.lut, 8 * 100);
});

(hasYosys ? test : test.skip)(
  `a cube takes six DSP blocks and at most 310 LUTs${hasYosys ? '' : ' (skipped: @yowasp/yosys is not installed)'}`,
  async (t) => {
    t.timeout(20 * 60_000, 'yosys runs as WebAssembly');
    const { tool, resources } = await synthesise([{ name: 'koalabear_cube' }], 'ternary');
    t.regex(tool, /^yosys \d/);
    const [cube] = resources;
    t.is(cube.dsp, 6);
    t.true(cube.lut + cube.shift <= 310, JSON.stringify(cube));
  },
);

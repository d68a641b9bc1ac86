import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { repositoryFile } from '../support/repository.js';

const run = promisify(execFile);
const hasVerilator = spawnSync('verilator', ['--version']).status === 0;

function verilogFiles(folder: string): string[] {
  return readdirSync(repositoryFile(folder))
    .filter((name) => name.endsWith('.v'))
    .map((name) => repositoryFile(path.join(folder, name)));
}

(hasVerilator ? test : test.skip)(
  `the RTL gives what the kernels' C++ gives${hasVerilator ? '' : ' (skipped: verilator is not installed)'}`,
  async (t) => {
    t.timeout(30 * 60_000, 'Verilator makes and compiles a model');
    const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-rtl-'));
    try {
      const flags = ['-std=c++20', '-O1', '-Wno-unknown-pragmas'];
      const includes = ['hls/include', 'native'].map((name) => `-I${repositoryFile(name)}`);
      await run(
        'verilator',
        [
          ...['--cc', '--exe', '--build', '-Wno-fatal', '-Wno-WIDTH', '--top-module', 'all'],
          ...['--Mdir', folder, '-CFLAGS', [...flags, ...includes].join(' ')],
          ...verilogFiles('hls/rtl'),
          ...verilogFiles('hls/rtl/sim'),
          repositoryFile('hls/rtl/check.cpp'),
        ],
        { maxBuffer: 2 ** 26 },
      );
      const { stdout } = await run(path.join(folder, 'Vall'), ['20000']);
      t.is(stdout, '20000 inputs each, all outputs equal\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

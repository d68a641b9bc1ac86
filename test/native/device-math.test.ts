import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'ava';
import { repositoryFile } from '../support/repository.js';

const hasNvcc = spawnSync('nvcc', ['--version']).status === 0;

test('native/math compiles as C++17, which HLS compilers read', (t) => {
  const source = [
    'butterfly',
    'extension',
    'keccak',
    'poseidon2',
    'sha256',
    'trace_keccak',
    'trace_poseidon2',
  ]
    .map((name) => `#include "math/${name}.h"\n`)
    .join('');
  const flags = ['-std=c++17', '-Wall', '-Wextra', '-Werror', '-fsyntax-only'];
  const args = [...flags, `-I${repositoryFile('native')}`, '-x', 'c++', '-'];
  t.notThrows(() => execFileSync('g++', args, { input: source }));
});

(hasNvcc ? test : test.skip)('native/math compiles for devices with nvcc', (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-nvcc-'));
  try {
    const flags = ['-std=c++20', '-arch=sm_80', '--expt-relaxed-constexpr', `-I${repositoryFile('native')}`];
    const args = [
      ...flags,
      '-c',
      repositoryFile('test/native/device_math.cu'),
      '-o',
      path.join(folder, 'math.o'),
    ];
    t.notThrows(() => execFileSync('nvcc', args));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

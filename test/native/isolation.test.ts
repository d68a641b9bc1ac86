import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { repositoryFile } from '../support/repository.js';

/**
 * The linker keeps one copy of a weak function (nm: W). One outside of an instruction set's namespace that is
 * emitted by two kernel objects may so come to use instructions that the machine lacks.
 */
function sharedFunctions(object: string, isa: string): string[] {
  return execFileSync('nm', ['--defined-only', '--demangle', object], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => /^[0-9a-f]* W /.test(line))
    .filter((line) => !line.includes(`switchyard::cpu::${isa}::`));
}

for (const isa of process.arch === 'arm64' ? ['neon'] : ['avx512', 'avx2']) {
  test(`${isa} kernels share no function with other objects`, (t) => {
    for (const target of ['switchyard_kernels', 'switchyard_keccak', 'switchyard_poseidon2']) {
      const folder = repositoryFile(`build/native/CMakeFiles/${target}_${isa}.dir`);
      const objects = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.o'),
      );
      t.true(objects.length > 0);
      for (const object of objects) {
        const functions = sharedFunctions(path.join(folder, object), isa);
        t.deepEqual(functions, [], object);
      }
    }
  });
}

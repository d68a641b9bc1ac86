/**
 * Checks that imports go downwards only, as docs/architecture.md draws the floors, and never in circles.
 * Covers TypeScript imports under host/ and quoted includes under native/, cuda/ and hls/.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** A part of the tree, and the parts that it may import besides itself. The first match of a file counts. */
interface Floor {
  readonly part: string;
  readonly mayImport: readonly string[];
}

/** What a proof of a run is and claims, file by file; both prover and verifier stand on it. */
const RUN_CLAIM = [
  'host/vm/fixed-table-caps.ts',
  'host/vm/fixed-tables.ts',
  'host/vm/machine-error.ts',
  'host/vm/run-proof.ts',
  'host/vm/run-security.ts',
  'host/vm/shapes.ts',
  'host/vm/shape-tables.ts',
  'host/vm/shard-proof.ts',
  'host/vm/shard-statement.ts',
  'host/vm/verifying-key.ts',
];

const HOST: readonly Floor[] = [
  {
    part: 'host/index.ts',
    mayImport: [
      'host/vm',
      'host/stark/prove',
      'host/stark/verify-worker',
      'host/stark/verify',
      'host/stark/security',
      'host/stark/proof',
      'host/stark/chips',
      'host/stark/air',
      'host/dispatch',
      'host/planner',
      'host/runtime',
    ],
  },
  {
    part: 'host/cli',
    mayImport: [
      'host/daemon',
      'host/client',
      'host/daemon/api',
      'host/bitstream',
      'host/telemetry',
      'host/vm',
      'host/stark/prove',
      'host/stark/verify-worker',
      'host/stark/verify',
      'host/stark/security',
      'host/stark/proof',
      'host/stark/chips',
      'host/stark/air',
      'host/dispatch',
      'host/planner',
      'host/runtime',
      'host/field',
    ],
  },
  // What clients and daemon agree on.
  { part: 'host/daemon/api', mayImport: [] },
  // Runs in browsers, with nothing but what it imports from here and how events are read.
  { part: 'host/daemon/page', mayImport: ['host/daemon/api'] },
  // Runs without native code, and without the daemon's.
  { part: 'host/client', mayImport: ['host/daemon/api', 'host/runtime'] },
  {
    part: 'host/daemon',
    mayImport: [
      'host/daemon/api',
      'host/telemetry',
      'host/vm',
      'host/stark/security',
      'host/stark/proof',
      'host/dispatch',
      'host/planner',
      'host/runtime',
      'host/field',
    ],
  },
  // The machine's chips, which the verifier stands on.
  { part: 'host/vm/layout.ts', mayImport: [] },
  { part: 'host/vm/buses.ts', mayImport: ['host/stark/air'] },
  { part: 'host/vm/machine-chip.ts', mayImport: ['host/stark/air', 'host/field'] },
  { part: 'host/vm/blocks.ts', mayImport: ['host/vm/buses.ts', 'host/stark/air'] },
  {
    part: 'host/vm/chips',
    mayImport: [
      'host/vm/blocks.ts',
      'host/vm/machine-chip.ts',
      'host/vm/buses.ts',
      'host/vm/layout.ts',
      'host/stark/chips',
      'host/stark/air',
      'host/field',
    ],
  },
  { part: 'host/vm/machine.ts', mayImport: ['host/vm/chips', 'host/stark/air'] },
  { part: 'host/vm/elf', mayImport: [] },
  { part: 'host/vm/state', mayImport: ['host/vm/elf', 'host/vm/layout.ts', 'host/field'] },
  ...RUN_CLAIM.map((part) => ({
    part,
    mayImport: [
      ...RUN_CLAIM,
      'host/vm/machine.ts',
      'host/vm/elf',
      'host/vm/state',
      'host/stark/security',
      'host/stark/proof',
      'host/stark/air',
      'host/field',
    ],
  })),
  {
    part: 'host/vm/verify',
    mayImport: [
      ...RUN_CLAIM,
      'host/stark/security',
      'host/vm/machine.ts',
      'host/vm/elf',
      'host/vm/state',
      'host/stark/verify',
      'host/stark/proof',
      'host/field',
    ],
  },
  {
    part: 'host/vm/verify-worker',
    mayImport: [
      ...RUN_CLAIM,
      'host/vm/verify',
      'host/stark/verify',
      'host/stark/proof',
      // Its hash, where a request asks for native code.
      'host/runtime',
      'host/field',
    ],
  },
  {
    part: 'host/vm/prove',
    mayImport: [
      ...RUN_CLAIM,
      'host/vm/verify-worker',
      'host/vm/machine.ts',
      'host/vm/chips',
      'host/vm/state',
      'host/stark/prove',
      // The form of its verdicts.
      'host/stark/verify',
      'host/stark/proof',
      'host/dispatch',
      'host/planner',
      'host/runtime',
      'host/field',
    ],
  },
  {
    part: 'host/vm/calibrate',
    mayImport: [
      ...RUN_CLAIM,
      'host/vm/prove',
      'host/stark/proof',
      'host/dispatch',
      'host/planner',
      'host/runtime',
    ],
  },
  {
    part: 'host/vm',
    mayImport: [
      'host/vm/calibrate',
      'host/vm/prove',
      'host/vm/verify-worker',
      'host/vm/verify',
      'host/runtime',
      'host/field',
    ],
  },
  {
    part: 'host/stark/prove',
    mayImport: ['host/stark/proof', 'host/stark/air', 'host/dispatch', 'host/runtime', 'host/field'],
  },
  {
    part: 'host/stark/verify-worker',
    mayImport: [
      'host/stark/verify',
      'host/stark/proof',
      'host/stark/chips',
      'host/stark/air',
      // Its hash, where a request asks for native code.
      'host/runtime',
      'host/field',
    ],
  },
  { part: 'host/dispatch', mayImport: ['host/planner', 'host/runtime', 'host/field'] },
  // Kernels for cards: what they take, how they are built. Runs no proof and knows no device.
  { part: 'host/bitstream', mayImport: [] },
  // Metrics, power meters and sensors. It is told what happens, and knows nobody who tells it.
  { part: 'host/telemetry', mayImport: [] },
  // Functions of numbers: what a proof costs where, and what should run where.
  { part: 'host/planner', mayImport: [] },
  { part: 'host/runtime', mayImport: ['host/field'] },
  {
    part: 'host/stark/verify',
    mayImport: ['host/stark/security', 'host/stark/proof', 'host/stark/air', 'host/field'],
  },
  { part: 'host/stark/security', mayImport: ['host/stark/proof', 'host/stark/air', 'host/field'] },
  { part: 'host/stark/proof', mayImport: ['host/field'] },
  { part: 'host/stark/chips', mayImport: ['host/stark/air', 'host/field'] },
  { part: 'host/stark/air', mayImport: ['host/field'] },
  { part: 'host/field', mayImport: [] },
];

/** What plugins may see of the rest. */
const PLUGIN_GROUND = ['native/device/kit', 'native/device/backend.h', 'native/math'];

const NATIVE: readonly Floor[] = [
  {
    part: 'native/addon',
    mayImport: [
      'native/device',
      'native/device/backend.h',
      'native/cpu/backend',
      'native/cpu',
      'native/vm',
      'native/math',
    ],
  },
  // The interface that every backend implements, the CPU one too.
  { part: 'native/device/backend.h', mayImport: [] },
  // What every backend stands on.
  { part: 'native/device/kit', mayImport: ['native/math', 'native/device/backend.h'] },
  { part: 'native/device', mayImport: ['native/cpu/backend', 'native/device/backend.h'] },
  {
    part: 'native/cpu/backend',
    mayImport: ['native/cpu', 'native/math', 'native/device/kit', 'native/device/backend.h'],
  },
  // Of the kit, what reads constraint programs.
  { part: 'native/cpu', mayImport: ['native/math', 'native/device/kit'] },
  { part: 'native/vm', mayImport: ['native/math'] },
  // A plugin for tests, over the CPU's kernels.
  {
    part: 'native/faulty',
    mayImport: ['native/cpu/backend', 'native/cpu', 'native/device/kit', 'native/device/backend.h'],
  },
  // Plugins: they see nothing of the CPU's backend.
  { part: 'native/xrt', mayImport: ['hls/include/merkle_interface.h', ...PLUGIN_GROUND] },
  { part: 'hls/include/merkle_interface.h', mayImport: [] },
  {
    part: 'cuda/ops',
    mayImport: ['cuda/kernels', 'cuda/launch', 'cuda/program', 'cuda/backend', ...PLUGIN_GROUND],
  },
  { part: 'cuda/kernels', mayImport: ['cuda/launch', 'native/math'] },
  { part: 'cuda/launch', mayImport: ['cuda/runtime', ...PLUGIN_GROUND] },
  {
    part: 'cuda/backend/op_table.cpp',
    mayImport: ['cuda/ops', 'cuda/backend', ...PLUGIN_GROUND],
  },
  {
    part: 'cuda/backend',
    mayImport: ['cuda/kernels', 'cuda/memory', 'cuda/program', 'cuda/runtime', ...PLUGIN_GROUND],
  },
  { part: 'cuda/program', mayImport: ['cuda/kernels', 'cuda/runtime', ...PLUGIN_GROUND] },
  { part: 'cuda/memory', mayImport: ['cuda/runtime', ...PLUGIN_GROUND] },
  { part: 'cuda/runtime', mayImport: PLUGIN_GROUND },
  { part: 'native/math', mayImport: [] },
];

/** What an HLS compiler reads, and in place of the vendor's headers what C simulation does. */
const HLS: readonly Floor[] = [
  { part: 'hls/kernels', mayImport: ['hls/include'] },
  { part: 'hls/include', mayImport: ['native/math'] },
  { part: 'hls/sim', mayImport: [] },
  // The device model; of C simulation only the library that it loads knows anything.
  { part: 'hls/model', mayImport: ['hls/include', 'hls/sim'] },
  { part: 'native/math', mayImport: [] },
];

/** Only these may load the native addon. */
const ADDON_IMPORTERS = new Set(['host/runtime/native.ts']);

interface SourceFile {
  readonly file: string;
  readonly imports: readonly string[];
}

function listFiles(folder: string, extensions: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((name) => extensions.includes(path.extname(name)))
    .sort();
}

function readTypeScript(file: string): SourceFile {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  const imports = importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => path.join(path.dirname(file), name).replace(/\.js$/, '.ts'));
  return { file, imports };
}

function readNative(file: string): SourceFile {
  const includes = [...readFileSync(file, 'utf8').matchAll(/^\s*#include "([^"]+)"/gm)].map(
    ([, name]) => name,
  );
  // Includes are written from native/ or as cuda/, or beside the file as native/math does for other compilers' sake.
  const imports = includes.map((name) => {
    if (name.startsWith('cuda/')) return name;
    if (name.startsWith('..')) return path.join(path.dirname(file), name);
    return name.includes('/') ? path.join('native', name) : path.join(path.dirname(file), name);
  });
  return { file, imports };
}

function readHls(file: string): SourceFile {
  const includes = [...readFileSync(file, 'utf8').matchAll(/^\s*#include "([^"]+)"/gm)].map(
    ([, name]) => name,
  );
  const imports = includes.map((name) => {
    const places = [path.dirname(file), 'hls/include', 'hls/sim'].map((folder) => path.join(folder, name));
    return places.find(existsSync) ?? path.join('native', name);
  });
  return { file, imports };
}

function floorOf(floors: readonly Floor[], file: string): Floor | undefined {
  return floors.find(({ part }) => file === part || file.startsWith(`${part}/`));
}

function findUpwardImports(floors: readonly Floor[], files: readonly SourceFile[]): string[] {
  return files.flatMap(({ file, imports }) => {
    const own = floorOf(floors, file);
    if (!own) return [`${file} stands on no floor; add its folder to scripts/check-floors.ts`];
    return imports.flatMap((imported) => {
      const other = floorOf(floors, imported);
      if (other && (other === own || own.mayImport.includes(other.part))) return [];
      return [
        `${file} may not import ${imported}: ${own.part} stands on ${own.mayImport.join(', ') || 'nothing'}`,
      ];
    });
  });
}

function findCircle(files: readonly SourceFile[]): string[] {
  const imports = new Map(files.map((source) => [source.file, source.imports]));
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): string[] => {
    if (trail.includes(file)) return [`circle: ${[...trail.slice(trail.indexOf(file)), file].join(' -> ')}`];
    if (done.has(file)) return [];
    for (const next of imports.get(file) ?? []) {
      const found = visit(next, [...trail, file]);
      if (found.length > 0) return found;
    }
    done.add(file);
    return [];
  };
  for (const { file } of files) {
    const found = visit(file, []);
    if (found.length > 0) return found;
  }
  return [];
}

/** Type-only imports cannot form a circle at run time; the circle check leaves them out. */
function withoutTypeImports(source: SourceFile): SourceFile {
  const text = readFileSync(source.file, 'utf8').replace(/^(?:import|export) type [^;]*;/gms, '');
  const { importedFiles } = ts.preProcessFile(text, true, true);
  const kept = new Set(
    importedFiles.map(({ fileName }) =>
      path.join(path.dirname(source.file), fileName).replace(/\.js$/, '.ts'),
    ),
  );
  return { file: source.file, imports: source.imports.filter((name) => kept.has(name)) };
}

function findAddonImporters(files: readonly SourceFile[]): string[] {
  return files
    .filter(
      ({ file }) =>
        !ADDON_IMPORTERS.has(file) && /createRequire|\.node['"`]/.test(readFileSync(file, 'utf8')),
    )
    .map(({ file }) => `${file} loads native code; only ${[...ADDON_IMPORTERS].join(', ')} may`);
}

/** What the verifier stands on, and the status page, must run in a browser: no Node built-ins there. */
const BROWSER_SAFE = [
  'host/field',
  'host/stark/air',
  'host/stark/chips',
  'host/stark/proof',
  'host/stark/security',
  'host/stark/verify',
  'host/vm/layout.ts',
  'host/vm/buses.ts',
  'host/vm/machine-chip.ts',
  'host/vm/blocks.ts',
  'host/vm/chips',
  'host/vm/machine.ts',
  'host/vm/elf',
  'host/vm/state',
  ...RUN_CLAIM,
  'host/vm/verify',
  'host/daemon/page',
  'host/daemon/api/read-events.ts',
];

function findBuiltins(part: string): string[] {
  return (part.endsWith('.ts') ? [part] : listFiles(part, ['.ts']))
    .filter((file) => /from 'node:/.test(readFileSync(file, 'utf8')))
    .map((file) => `${file} imports a Node built-in; ${part} must run in a browser`);
}

const host = listFiles('host', ['.ts']).map(readTypeScript);
const native = ['native', 'cuda'].flatMap((folder) =>
  listFiles(folder, ['.h', '.cpp', '.cu']).map(readNative),
);
const hls = ['hls/kernels', 'hls/include', 'hls/sim', 'hls/model']
  .flatMap((folder) => listFiles(folder, ['.h', '.cpp']))
  .map(readHls);
const problems = [
  ...findUpwardImports(HOST, host),
  ...findUpwardImports(NATIVE, native),
  ...findUpwardImports(HLS, hls),
  ...findCircle(host.map(withoutTypeImports)),
  ...findCircle(native),
  ...findCircle(hls),
  ...findAddonImporters(host),
  ...BROWSER_SAFE.flatMap(findBuiltins),
];
for (const problem of problems) console.error(`check-floors: ${problem}`);
console.log(`check-floors: ${host.length + native.length + hls.length} files, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;

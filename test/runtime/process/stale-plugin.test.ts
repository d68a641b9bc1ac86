import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { addonPath, Device } from '../../../host/runtime/index.js';
import { listPluginDevices } from '../../../host/runtime/process/list-devices.js';
import { temporaryFolder } from '../../cli/support.js';

/** Compiles a plugin whose entry gives this, under a name that no other test uses. */
function buildPlugin(name: string, body: string): string {
  const source = path.join(temporaryFolder(), 'plugin.c');
  writeFileSync(source, `${body}\n`);
  const plugin = path.join(path.dirname(addonPath()), `switchyard-${name}.so`);
  execFileSync('g++', ['-x', 'c', '-shared', '-fPIC', '-o', plugin, source]);
  return plugin;
}

const CASES: readonly (readonly [name: string, body: string, message: RegExp])[] = [
  [
    'stalea',
    'static struct { unsigned version; } b = {2}; void* switchyard_backend(unsigned v) { return &b; }',
    /speaks version 2 of the device interface, and this addon version 4; build both from one version/,
  ],
  [
    'staleb',
    'void* switchyard_backend(unsigned v) { return 0; }',
    /speaks version another of the device interface/,
  ],
  ['stalec', 'int nothing;', /exports no switchyard_backend/],
  [
    'staled',
    'void abort(void); void* switchyard_backend(unsigned v) { abort(); return 0; }',
    /is lost: its process was ended by SIGABRT/,
  ],
  [
    'stalee',
    'long write(int, const void*, unsigned long); void* switchyard_backend(unsigned v) { write(3, "a log", 5); for (;;); }',
    /is lost: it sends a message of \d+ bytes, and its process was ended by SIGKILL/,
  ],
  [
    'stalef',
    // A frame of the value null.
    'long write(int, const void*, unsigned long); void* switchyard_backend(unsigned v) { write(3, "\\3\\0\\0\\0\\377\\17\\60", 7); for (;;); }',
    /the process of stalef0 answers what no device would/,
  ],
  [
    'staleg',
    // Its child leaves the group, and holds the streams when it is gone.
    `#include <stdlib.h>
     #include <unistd.h>
     void* switchyard_backend(unsigned v) {
       if (fork() == 0) { setsid(); sleep(20); _exit(0); }
       abort();
     }`,
    /is lost: its process was ended by SIGABRT/,
  ],
];

for (const [name, body, message] of CASES) {
  test(`a plugin of another kind is refused, and says why: ${name}`, async (t) => {
    const plugin = buildPlugin(name, body);
    try {
      const began = performance.now();
      await t.throwsAsync(Device.openAnywhere(`${name}0`), { message });
      await t.throwsAsync(listPluginDevices(name));
      t.true(performance.now() - began < 15_000, 'whoever else holds its streams is not waited for');
    } finally {
      rmSync(plugin);
    }
  });
}

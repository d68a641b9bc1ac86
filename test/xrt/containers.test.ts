import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  buildModelContainer,
  describeContainer,
  writeManifest,
  type ManifestEntry,
} from '../../host/bitstream/index.js';
import { loadAddon } from '../../host/runtime/native.js';
import { designOf, hostileContainers } from '../bitstream/design.js';
import { SKIPPED, useEmulation, xrtTest } from './emulation.js';

/** What the plugin says to a file, without XRT; undefined where it takes it. */
function refusal(file: string): string | undefined {
  try {
    loadAddon().enumerate('xrt', { path: file });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

xrtTest(`the plugin refuses what is not the listed bitstream, by name${SKIPPED}`, (t) => {
  const folder = useEmulation();
  const file = path.join(folder, 'bitstreams/small.xclbin');
  const built = buildModelContainer(designOf(1), new Uint8Array(100));
  const listed = describeContainer(built, {
    ...{ file: 'small.xclbin', target: 'model', resources: null },
    ...{ tool: 'test', sourceCommit: 'unknown' },
  });
  const list = (change: Partial<ManifestEntry>) =>
    writeFileSync(
      path.join(folder, 'bitstreams/manifest.json'),
      writeManifest({ schema: 'switchyard-bitstreams/1', bitstreams: [{ ...listed, ...change }] }),
    );
  writeFileSync(file, built);
  list({});
  t.is(refusal(file), undefined);
  list({ sha256: '0'.repeat(64) });
  t.regex(refusal(file) ?? '', /^HASH: /);
  list({ interfaceVersion: 2 });
  t.regex(refusal(file) ?? '', /^INTERFACE: /);
  list({ platform: 'xilinx_u250_gen3x16_xdma_4_1_202210_1' });
  t.regex(refusal(file) ?? '', /^PLATFORM: /);
  list({ target: 'hw' });
  t.regex(refusal(file) ?? '', /^TARGET: /);
  for (const [check, bytes] of hostileContainers(built)) {
    writeFileSync(file, bytes);
    t.regex(refusal(file) ?? '', new RegExp(`^${check}: `));
  }
  writeFileSync(file, built);
  list({ file: 'other.xclbin' });
  t.regex(refusal(file) ?? '', /^MANIFEST_ENTRY: /);
  const manifest = path.join(folder, 'bitstreams/manifest.json');
  list({});
  const good = readFileSync(manifest, 'utf8');
  const nested = (levels: number) =>
    good.replace('{', `{"more": ${'['.repeat(levels)}${']'.repeat(levels)},`);
  writeFileSync(manifest, nested(15));
  t.is(refusal(file), undefined);
  for (const [what, text] of [
    ['another schema', '{"schema": 1}'],
    ['no list', good.replace('"bitstreams"', '"others"')],
    ['cut off', good.slice(0, -3)],
    ['more behind it', `${good}{}`],
    ['a comment', `// one\n${good}`],
    ['a member twice', good.replace('"file"', '"file": "other.xclbin", "file"')],
    ['a member twice on top', good.replace('{', '{"schema": "switchyard-bitstreams/1",')],
    ['17 levels', nested(16)],
    ['100,000 levels', nested(100_000)],
    ['no text', good.replace('"file"', '"f\\ud800"')],
    ['a number that is none', good.replace('{', '{"more": 01,')],
    ['too large', good + ' '.repeat(2 ** 20)],
  ] as const) {
    writeFileSync(manifest, text);
    t.regex(refusal(file) ?? '', /^MANIFEST(_ENTRY)?: /, what);
  }

  // For another card: the same file, where the machine has such.
  list({});
  const config = path.join(folder, 'emconfig.json');
  writeFileSync(
    config,
    readFileSync(config, 'utf8').replace(listed.platform, 'xilinx_u250_gen3x16_xdma_4_1_202210_1'),
  );
  t.regex(refusal(file) ?? '', /^PLATFORM: .*the card is a xilinx_u250/);
});

xrtTest(`the plugin refuses 5,000 damaged files, each with a named check${SKIPPED}`, (t) => {
  t.timeout(120_000);
  const folder = useEmulation();
  const file = path.join(folder, 'bitstreams/small.xclbin');
  const built = Buffer.from(buildModelContainer(designOf(1), new Uint8Array(100)));
  const listed = describeContainer(built, {
    ...{ file: 'small.xclbin', target: 'model', resources: null },
    ...{ tool: 'test', sourceCommit: 'unknown' },
  });
  writeFileSync(
    path.join(folder, 'bitstreams/manifest.json'),
    writeManifest({ schema: 'switchyard-bitstreams/1', bitstreams: [listed] }),
  );
  let state = 7;
  const below = (bound: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
  const found = new Map<string, number>();
  for (let i = 0; i < 5000; i++) {
    let bytes = Buffer.from(built);
    if (i % 5 === 0) bytes = bytes.subarray(0, below(bytes.length));
    else {
      const where = i % 2 === 0 ? bytes.length : 1100;
      for (let k = below(3); k >= 0; k--) bytes[below(where)] ^= 1 << below(8);
    }
    if (bytes.equals(built)) continue;
    writeFileSync(file, bytes);
    const check = /^(CONTAINER_[A-Z_]+|HASH): /.exec(refusal(file) ?? '')?.[1];
    if (check === undefined) t.fail(`mutation ${i}: ${refusal(file)}`);
    else found.set(check, (found.get(check) ?? 0) + 1);
  }
  t.true(found.size >= 8, JSON.stringify([...found]));
});

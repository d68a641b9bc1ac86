import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { loadProfile, profilePath, saveProfile } from '../../host/dispatch/index.js';
import { fitsOf, withSamples } from '../../host/planner/index.js';
import { SwitchyardError } from '../../host/runtime/index.js';
import { temporaryFolder } from '../cli/support.js';

const HOST = 'a processor x 2, 16 GiB';
const PROFILES = withSamples(
  {},
  [1e3, 1e4, 1e6].map((work) => ({
    ...{ device: 'cpu0', identity: 'cpu/avx2/2', costClass: 'lde/koalabear', work, seconds: work / 1e8 },
  })),
  1_700_000_000,
);

function newFile(): string {
  return path.join(temporaryFolder(), 'state', 'profile.json');
}

test('a profile is found as it was kept', (t) => {
  const file = newFile();
  t.deepEqual(loadProfile(file, HOST), { profiles: {} });
  saveProfile(PROFILES, file, HOST);
  t.deepEqual(loadProfile(file, HOST), { profiles: PROFILES });
});

test('the profile lies in the state folder, or where the environment says', (t) => {
  t.is(profilePath({ SWITCHYARD_PROFILE: '/x/y.json' }), '/x/y.json');
  t.is(profilePath({ XDG_STATE_HOME: '/state' }), '/state/switchyard/profile.json');
  t.regex(profilePath({}), /\/\.local\/state\/switchyard\/profile\.json$/);
});

test('a profile that does not hold is put aside, and counts as none', (t) => {
  const file = newFile();
  saveProfile(PROFILES, file, HOST);
  const text = readFileSync(file, 'utf8');
  const cases: readonly (readonly [content: string, reason: RegExp])[] = [
    ['', /no JSON/],
    ['{', /no JSON/],
    ['[]', /expected object/i],
    [text.replace('switchyard-profile/1', 'switchyard-profile/2'), /schema/],
    [text.replace('"work":1000,', '"work":-1000,'), /work/],
    [text.replace('"work":1000,', '"work":1e999,'), /work/],
    [text.replace('"measuredAt"', '"measured"'), /measuredAt/],
    [text.replace('"devices"', '"more":1,"devices"'), /more/],
    [text.replace(HOST, 'another machine'), /measured on another machine/],
  ];
  for (const [content, reason] of cases) {
    writeFileSync(file, content);
    const { profiles, problem } = loadProfile(file, HOST);
    t.deepEqual(profiles, {}, content);
    t.regex(problem!, reason);
    t.false(existsSync(file));
    t.is(readFileSync(`${file}.bad`, 'utf8'), content);
  }
});

test('no damage to a profile makes it predict what cannot be', (t) => {
  const file = newFile();
  saveProfile(PROFILES, file, HOST);
  const bytes = readFileSync(file);
  let state = 7;
  const below = (bound: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
  let refused = 0;
  for (let round = 0; round < 500; round++) {
    const damaged = Buffer.from(bytes);
    for (let k = 0; k <= below(3); k++) damaged[below(damaged.length)] = 32 + below(95);
    writeFileSync(file, damaged);
    const { profiles, problem } = loadProfile(file, HOST);
    if (problem !== undefined) refused++;
    for (const profile of Object.values(profiles)) {
      for (const { latencySeconds, workPerSecond } of fitsOf(profile).values()) {
        t.true(latencySeconds >= 0 && workPerSecond > 0 && Number.isFinite(workPerSecond));
      }
    }
  }
  t.true(refused > 250);
});

test('a profile that cannot be written is a typed error', (t) => {
  const file = newFile();
  saveProfile(PROFILES, file, HOST);
  const error = t.throws(() => saveProfile(PROFILES, path.join(file, 'profile.json'), HOST), {
    instanceOf: SwitchyardError,
  });
  t.is(error.code, 'SY_ERR_FILE');
});

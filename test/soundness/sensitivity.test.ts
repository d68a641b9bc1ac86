import test from 'ava';
import type { Chip, TableTrace } from '../../host/stark/air/index.js';
import { Campaign } from './mutation/campaign.js';
import { machineShards, type MachineShard } from './mutation/machine-shards.js';
import { agree, judgedTables, lies } from './reference/disagreements.js';

/** Machines with a hole: what campaigns of mutations and the reference are for. */

/** A chip without some constraints and messages. */
function weakened(chip: Chip, isLeftOut: (what: string) => boolean): Chip {
  const constraints = chip.constraints.filter(({ name }) => !isLeftOut(name));
  const interactions = chip.interactions.filter(({ place }) => !isLeftOut(place));
  return Object.assign(Object.create(Object.getPrototypeOf(chip) as object) as Chip, chip, {
    constraints,
    interactions,
  });
}

let shards: readonly MachineShard[];
test.before(async () => {
  shards = (await machineShards()).slice(-3);
});

/** The shards of a machine in which one chip has something left out. */
function weakMachine(name: string, leftOut: RegExp): MachineShard[] {
  let found = 0;
  const weak = shards.map((shard) => ({
    ...shard,
    tables: shard.tables.map((table): TableTrace => {
      if (table.chip.name !== name) return table;
      const chip = weakened(table.chip, (what) => leftOut.test(what));
      found += table.chip.constraints.length - chip.constraints.length;
      found += table.chip.interactions.length - chip.interactions.length;
      return { ...table, chip };
    }),
  }));
  if (found === 0) throw new Error(`${name} has no ${leftOut.source}`);
  return weak;
}

/** What mutations show, with the columns that they show it by: what is nowhere said may be anything. */
const HELD_BY_ONE: readonly (readonly [chip: string, leftOut: RegExp, shownBy: RegExp])[] = [
  ['add', /^high carry$/, /r\.hi|a\.hi|b\.hi/],
  ['compare', /^signs of signed comparison/, /Sign/],
  ['bitwise', /on xor$/, /Byte|c\[/],
  ['shift', /^top byte$/, /top/],
  ['shift', /^one amount of bytes$/, /by\[/],
  ['divide', /^divisor is zero/, /b(Zero|Inverse)/],
  ['branch_equal', /^not equal$/, /equal|inverse/],
  ['load_word', /on align$/, /carry|wrap/],
  ['store_part', /^new word/, /newWord/],
  ['hint_word', /on hint$/, /address|left/],
  ['decode', /^computed/, /v\.|carry|pcLow/],
  ['decode', /on opcode$/, /uses/],
  ['tree', /^an untouched sibling/, /Before|After/],
  ['sha_extend', /on range16$/, /low|Time/],
  ['sha_schedule', /^word\[2\]\.hi$/, /carry\[2\]/],
  ['sha_rounds', /^round\[3\] a\.hi$/, /round\[3\]\.carryA/],
  ['keccak_permute', /on range16$/, /low|Time/],
  ['uint256_mul', /^gap$/, /gap/],
];

for (const [chip, leftOut, shownBy] of HELD_BY_ONE) {
  test(`mutations find out ${chip} without ${leftOut.source}`, (t) => {
    const campaign = new Campaign(weakMachine(chip, leftOut), 5, new Set([chip]));
    campaign.round();
    const surprises = campaign.report().surprises.map(({ what }) => what);
    t.true(
      surprises.some((what) => shownBy.test(what)),
      surprises.slice(0, 3).join('\n'),
    );
  });
}

/** What others than the row would refuse too, for they hold to what is true; the reference sees the row alone. */
const HELD_BY_OTHERS_TOO: readonly (readonly [chip: string, leftOut: RegExp])[] = [
  ['immediate', /on range16$/],
  ['compare', /^result/],
  ['multiply', /^result/],
  ['divide', /^result/],
  ['branch_less', /^next$/],
  ['jump_register', /on step$/],
  ['load_part', /^result$/],
  ['store_part', /^new half$/],
  ['call', /^exit code/],
  ['call', /^committed word/],
  ['call', /^progress$/],
  ['call', /^t0 stays/],
  ['refresh', /on range16$/],
  ['leaf', /on hash$/],
  ['tree', /on hash$/],
  ['connector', /^public values/],
  ['sha_schedule', /^word\[5\]/],
  ['sha_compress', /carry\[3\]$/],
  ['sha_rounds', /^round\[6\] e\.lo$/],
  ['keccak_round', /^out\[\d\]\[\d\]\[2\]$/],
  ['uint256_mul', /^limb/],
];

for (const [chip, leftOut] of HELD_BY_OTHERS_TOO) {
  test(`the reference finds out ${chip} without ${leftOut.source}`, (t) => {
    let found = false;
    for (const judged of lies(judgedTables(weakMachine(chip, leftOut), chip), 1000, 5)) {
      found = !agree(judged);
      if (found) break;
    }
    t.true(found);
  });
}

test('nothing is found in the machine as it is', (t) => {
  const campaign = new Campaign(shards, 5, new Set(['add', 'tree', 'call']));
  campaign.round();
  t.deepEqual(campaign.report().surprises, []);
});

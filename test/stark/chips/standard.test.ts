import test from 'ava';
import { babyBear, koalaBear } from '../../../host/field/index.js';
import { shortChipName, standardChip, STANDARD_CHIP_NAMES } from '../../../host/stark/chips/index.js';

test('each standard chip is found by its short name, and its short name by its own', (t) => {
  for (const field of [koalaBear, babyBear]) {
    for (const name of STANDARD_CHIP_NAMES) {
      const chip = standardChip(name, field);
      t.is(chip?.field, field);
      t.is(shortChipName(chip!.name, field), name);
    }
  }
});

test('other names are no chips', (t) => {
  t.is(standardChip('toString', koalaBear), undefined);
  t.is(shortChipName('poseidon2_babybear_w16_x8', koalaBear), undefined);
});

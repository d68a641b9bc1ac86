import { DIGEST_WORDS, poseidon2Parameters } from '../../field/index.js';
import { cell } from '../../stark/air/index.js';
import { constrainPermutation, permutationColumns } from '../../stark/chips/index.js';
import { hashBus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';

const PARAMETERS = poseidon2Parameters('koalabear_w16');

/** A compression of the state tree: Poseidon2 of width 16 with feed-forward, docs/vm.md 9.3. */
export const compressionChip = defineMachineChip({
  name: 'compression',
  description: 'Compressions of two digests, or of the limbs of a leaf.',
  columns: { ...permutationColumns(PARAMETERS), count: cell('queries that the row answers') },
  constraints({ local, assertEqual, bus }) {
    const output = constrainPermutation(assertEqual, PARAMETERS, local);
    // Without the feed-forward, anybody could invert the permutation and open a digest as they like.
    const digest = local.input.slice(0, DIGEST_WORDS).map((element, k) => element.add(output[k]));
    bus.provide(hashBus, [...local.input, ...digest], local.count);
  },
});

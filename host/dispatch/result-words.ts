import { DIGEST_WORDS } from '../field/index.js';
import {
  EXTENSION_DEGREE,
  extensionNameOf,
  SwitchyardError,
  type Device,
  type Matrix,
  type MerkleTree,
  type Outcome,
} from '../runtime/index.js';
import type { LogicalOp } from './datum.js';

/** Words of an op's result, as native/device/backend.h states them; of `open` without the siblings. */
export function resultWords({ name, words, inputs }: LogicalOp): number {
  switch (name) {
    case 'commit': {
      // A cap is no larger than its tree has leaves.
      const rows = Math.max(...inputs.map(({ datum }) => (datum.held as Matrix).rows));
      return DIGEST_WORDS * Math.min(2 ** words[4], rows);
    }
    case 'open': {
      const { matrices } = inputs[0].datum.held as MerkleTree;
      return words[3] * matrices.reduce((sum, { columns }) => sum + columns, 0) + 1;
    }
    case 'evaluate': {
      const { columns } = inputs[0].datum.held as Matrix;
      return words[7] * columns * EXTENSION_DEGREE[extensionNameOf(words[4])];
    }
    case 'permutation':
      return EXTENSION_DEGREE[extensionNameOf(words[5])];
    case 'grind':
      return 1;
    default:
      return 0;
  }
}

/**
 * Sees that a device's answers have the lengths that they must have, so that nobody reads past them.
 *
 * @throws SwitchyardError SY_ERR_DEVICE
 */
export function checkResults(ops: readonly LogicalOp[], outcome: Outcome, device: Device): void {
  for (const [i, op] of ops.entries()) {
    const answer = outcome.words(i);
    const least = resultWords(op);
    const siblings = op.name === 'open' ? DIGEST_WORDS * (answer[least - 1] ?? 0) : 0;
    if (answer.length === least + siblings) continue;
    throw new SwitchyardError(
      'SY_ERR_DEVICE',
      `${device.id} answers ${op.name} with ${answer.length} words, not ${least + siblings}`,
      { device: device.id, op: op.name, remedy: 'Leave the device out, and report this to its vendor.' },
    );
  }
}

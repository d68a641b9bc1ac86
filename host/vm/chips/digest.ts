import { DIGEST_WORDS } from '../../field/index.js';
import { array } from '../../stark/air/index.js';

/** Columns of a digest. */
export function digestCells(meaning: string) {
  return array(DIGEST_WORDS, meaning);
}

import { array } from '../../stark/air/index.js';
import { DIGEST_ELEMENTS } from '../layout.js';

/** Columns of a digest. */
export function digestCells(meaning: string) {
  return array(DIGEST_ELEMENTS, meaning);
}

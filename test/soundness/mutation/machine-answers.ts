import { DIGEST_WORDS } from '../../../host/field/index.js';
import type { TableTrace } from '../../../host/stark/air/index.js';
import { compress } from '../../../host/vm/state/compression.js';
import { isInTable } from '../../vm/judge.js';
import type { Answers } from './incremental-checker.js';
import { RowEvaluator } from './row-evaluator.js';

/** Tables of limbs, docs/vm.md 10.1. */
const LIMB_TABLES: ReadonlySet<string> = new Set(['range16', 'range11', 'align', 'bytes', 'xor', 'shift']);
/** Buses that certain rows of a shard answer. */
const ROW_BUSES: ReadonlySet<string> = new Set(['decode', 'opcode']);

/**
 * What a prover of this shard could have answered by counting again: queries of limbs by the definition of the tables,
 * hashes that are true, and of instructions what the rows of the shard provide.
 */
export function machineAnswers(tables: readonly TableTrace[]): Answers {
  const provided = new Set<string>();
  for (const table of tables) {
    const buses = table.chip.interactions.filter(({ messages }) => messages[0].direction === 'provide');
    if (!buses.some(({ bus }) => bus && ROW_BUSES.has(bus.name))) continue;
    const evaluator = new RowEvaluator(table);
    for (let row = 0; row < evaluator.height; row++) {
      const cells = evaluator.row(row).slice();
      // Whatever it is counted now: rows of `decode` that may not be counted are padding, and nobody asks for zeros.
      cells[table.chip.main.names.indexOf('count')] = 1;
      const { constraints, messages } = evaluator.evaluate(row, new Map([[row, cells]]));
      if (constraints.length > 0) continue;
      for (const { bus, direction, fields } of messages) {
        if (direction === 'provide') provided.add(`${bus} ${fields.join(' ')}`);
      }
    }
  }
  return (bus, fields) => {
    if (LIMB_TABLES.has(bus)) return isInTable(bus, fields);
    if (ROW_BUSES.has(bus)) return provided.has(`${bus} ${fields.join(' ')}`);
    if (bus !== 'hash') return undefined;
    const digest = compress([...fields.slice(0, 2 * DIGEST_WORDS)]);
    return digest.every((element, k) => element === fields[2 * DIGEST_WORDS + k]);
  };
}

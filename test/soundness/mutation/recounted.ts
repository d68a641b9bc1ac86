import type { TableTrace } from '../../../host/stark/air/index.js';
import { RowEvaluator } from './row-evaluator.js';

/**
 * The tables as a prover would hand them in who counts again what is asked of providers: counts are set anew, each
 * query in the first row that answers it. Queries that no row answers stay unanswered.
 */
export function recounted(tables: readonly TableTrace[]): TableTrace[] {
  const queries = new Map<string, number>();
  const tally = (bus: string, fields: readonly number[], by: number): void => {
    const key = `${bus} ${fields.join(' ')}`;
    queries.set(key, (queries.get(key) ?? 0) + by);
  };
  for (const table of tables) {
    const evaluator = new RowEvaluator(table);
    for (let row = 0; row < evaluator.height; row++) {
      for (const { bus, isLookup, direction, fields, count } of evaluator.evaluate(row).messages) {
        if (isLookup && direction === 'send') tally(bus, fields, count);
      }
    }
  }
  return tables.map((table) => {
    const { chip } = table;
    const provisions = chip.interactions.filter(({ messages }) => messages[0].direction === 'provide');
    if (provisions.length === 0) return table;
    const columns = provisions.map(({ messages: [{ count }] }) => chip.graph.a(count));
    const trace = table.trace.slice();
    const evaluator = new RowEvaluator(table);
    for (let row = 0; row < evaluator.height; row++) {
      const cells = evaluator.row(row).slice();
      for (const column of columns) cells[column] = 1;
      const { constraints, messages } = evaluator.evaluate(row, new Map([[row, cells]]));
      // Rows that may not provide anything, such as padding of `decode`.
      const mayCount = constraints.length === 0;
      messages
        .filter(({ direction }) => direction === 'provide')
        .forEach(({ bus, fields }, i) => {
          const key = `${bus} ${fields.join(' ')}`;
          trace[chip.width * row + columns[i]] = mayCount ? chip.field.fromInteger(queries.get(key) ?? 0) : 0;
          if (mayCount) queries.delete(key);
        });
    }
    return { ...table, trace };
  });
}

import { SwitchyardError } from '../../runtime/index.js';
import type { BatchPreprocessed } from './batch-preprocessed.js';
import type { BatchTable, ProveBatchRequest } from './prove-batch.js';
import { checkPreprocessed, checkPublicValues, checkTable, refuse } from './request-checks.js';

/**
 * Checks a request before anything runs.
 *
 * @returns the tables with copies of their public values
 * @throws SwitchyardError SY_ERR_ARGUMENT that names the first table and member that do not fit
 */
export function checkBatchRequest(request: ProveBatchRequest): BatchTable[] {
  const { parameters, dispatcher, preprocessed } = request;
  const traces = new Set(request.tables.map(({ trace }) => trace));
  if (traces.size !== request.tables.length) {
    throw new SwitchyardError('SY_ERR_ARGUMENT', 'two tables have one trace', {
      argument: 'prove.tables',
      remedy: 'Give each table a trace of its own, for it is consumed.',
    });
  }
  const tables = request.tables.map(({ chip, trace, publicValues }) => {
    checkTable({ chip, parameters, dispatcher, trace });
    return { chip, trace, publicValues: checkPublicValues(chip, publicValues) };
  });
  checkBatchPreprocessed(request, preprocessed);
  return tables;
}

function checkBatchPreprocessed(
  { tables, parameters, dispatcher }: ProveBatchRequest,
  preprocessed: BatchPreprocessed | undefined,
): void {
  tables.forEach(({ chip, trace }, table) => {
    const at = preprocessed?.tables.indexOf(table) ?? -1;
    if (chip.preprocessedWidth > 0 !== at >= 0) {
      const message =
        at < 0 ? 'its preprocessed columns are not committed' : 'it has no preprocessed columns';
      const remedy = 'Pass the result of commitBatchPreprocessed for exactly these tables.';
      refuse(chip, 'preprocessed', message, remedy);
    }
    if (!preprocessed || at < 0) return;
    checkPreprocessed({ chip, parameters, dispatcher, trace }, preprocessed.commitment, at);
  });
}

/** The thread that has the jobs' database open. */
import { parentPort, workerData } from 'node:worker_threads';
import { SwitchyardError } from '../../runtime/index.js';
import { JobDatabase } from './job-database.js';
import type { ErrorMessage, StoreAnswer, StoreRequest } from './job-store.js';
import { fromSystem } from './store-error.js';

const { file } = workerData as { readonly file: string };

function answer(message: StoreAnswer): void {
  parentPort!.postMessage(message);
}

function describe(error: unknown): ErrorMessage {
  const known = fromSystem(error, file);
  if (!(known instanceof SwitchyardError)) {
    return { code: undefined, check: undefined, message: known.stack ?? known.message, remedy: '' };
  }
  const { code, check, message, remedy } = known;
  return { code, check, message, remedy };
}

function open(): JobDatabase | undefined {
  try {
    const database = new JobDatabase(file);
    answer({ id: 0 });
    return database;
  } catch (error) {
    answer({ id: 0, error: describe(error) });
    return undefined;
  }
}

const database = open();

parentPort!.on('message', ({ id, order, values }: StoreRequest) => {
  try {
    const orders = database as unknown as Record<string, (...values: readonly unknown[]) => unknown>;
    answer({ id, value: orders[order](...values) });
  } catch (error) {
    answer({ id, error: describe(error) });
  }
});
if (!database) parentPort!.close();

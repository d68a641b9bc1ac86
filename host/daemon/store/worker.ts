/** The thread that has the jobs' database open. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { SwitchyardError } from '../../runtime/index.js';
import { JobDatabase } from './job-database.js';
import type { JobState } from './job-state.js';
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

/** Orders that are carried out in one transaction, and so with one wait for the disk. */
const MOST_TOGETHER = 64;

/** The order's answer; an error of its own undoes nothing but itself. */
function carryOut({ id, order, values }: StoreRequest): StoreAnswer {
  try {
    const orders = database as unknown as Record<string, (...values: readonly unknown[]) => unknown>;
    return { id, value: orders[order](...values) };
  } catch (error) {
    return { id, error: describe(error) };
  }
}

/** States that a job has for a while: without them it is as it was before, and goes on. */
const PASSING: readonly unknown[] = ['sizing', 'proving'] satisfies JobState[];

/** Whether an order has to be on disk before it is answered. */
function mustLast({ order, values }: StoreRequest): boolean {
  return order !== 'note' && !(order === 'advance' && PASSING.includes(values[1]));
}

/** Nobody is answered before all that must last is on disk. Where that fails for all together, each is tried alone. */
function carryOutTogether(requests: readonly StoreRequest[]): readonly StoreAnswer[] {
  database?.setDurable(requests.some(mustLast));
  if (requests.length < 2 || !database) return requests.map(carryOut);
  try {
    return database.together(() => requests.map(carryOut));
  } catch {
    return requests.map(carryOut);
  }
}

function takeWaiting(): StoreRequest | undefined {
  return (receiveMessageOnPort(parentPort!) as { readonly message: StoreRequest } | undefined)?.message;
}

parentPort!.on('message', (first: StoreRequest) => {
  const requests: StoreRequest[] = [];
  let last: StoreRequest | undefined;
  for (let next: StoreRequest | undefined = first; next; next = takeWaiting()) {
    // Whoever closes the database is alone, and comes last.
    if (next.order === 'close') last = next;
    else requests.push(next);
    if (last || requests.length === MOST_TOGETHER) break;
  }
  for (const one of carryOutTogether(requests)) answer(one);
  if (last) answer(carryOut(last));
});
if (!database) parentPort!.close();

import { Worker } from 'node:worker_threads';
import { SwitchyardError, type ErrorCode } from '../../runtime/index.js';
import type { JobDatabase } from './job-database.js';
import { storeError, troubleOf, type StoreCheck } from './store-error.js';

/** Orders that the thread carries out: the methods of {@link JobDatabase}. */
export type StoreOrders = Omit<JobDatabase, 'close' | 'together' | 'setDurable'>;
export type StoreOrder = keyof StoreOrders;

export interface StoreRequest {
  readonly id: number;
  readonly order: StoreOrder | 'close';
  readonly values: readonly unknown[];
}

/** An error as it crosses threads. */
export interface ErrorMessage {
  readonly code: ErrorCode | undefined;
  readonly check: string | undefined;
  readonly message: string;
  readonly remedy: string;
}

export interface StoreAnswer {
  /** That of the request; 0 says that the database is open. */
  readonly id: number;
  readonly value?: unknown;
  readonly error?: ErrorMessage;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The jobs, on disk, by a thread of their own. Orders are carried out one after another, as they are given. */
export class JobStore implements AsyncDisposable {
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private end: Error | undefined;
  private readonly listeners: ((error: Error, check: StoreCheck) => void)[] = [];
  private isClosing = false;

  private constructor(private readonly worker: Worker) {
    worker.on('message', ({ id, value, error }: StoreAnswer) => {
      const waiting = this.waiting.get(id);
      this.waiting.delete(id);
      if (error) {
        const problem = toError(error);
        this.tell(problem);
        waiting?.reject(problem);
      } else waiting?.resolve(value);
    });
    worker.on('error', (error) => this.fail(error));
    worker.on('exit', () => this.fail(storeError('DISK', "the store's thread has ended")));
  }

  /** @throws SwitchyardError SY_ERR_STORE OPEN, VERSION, DAMAGED, FULL, DISK */
  static async open(file: string): Promise<JobStore> {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: { file } });
    const store = new JobStore(worker);
    await new Promise<unknown>((resolve, reject) => store.waiting.set(0, { resolve, reject }));
    return store;
  }

  /** Tells somebody, beside whoever gave the order, of every error that says that the store is in trouble. */
  listen(onTrouble: (error: Error, check: StoreCheck) => void): void {
    this.listeners.push(onTrouble);
  }

  /**
   * Gives an order; once it is answered, what it has changed is on disk, but for notes and states that pass.
   *
   * @throws what the order does
   */
  order<Order extends StoreOrder>(
    order: Order,
    ...values: Parameters<StoreOrders[Order]>
  ): Promise<ReturnType<StoreOrders[Order]>> {
    return this.send(order, values) as Promise<ReturnType<StoreOrders[Order]>>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.end) return;
    this.isClosing = true;
    await this.send('close', []);
    await this.worker.terminate();
  }

  private send(order: StoreRequest['order'], values: readonly unknown[]): Promise<unknown> {
    if (this.end) return Promise.reject(this.end);
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, order, values } satisfies StoreRequest);
    });
  }

  private tell(error: Error): void {
    const check = troubleOf(error);
    if (check) for (const listener of this.listeners) listener(error, check);
  }

  private fail(error: Error): void {
    if (!this.end && !this.isClosing) this.tell(error);
    this.end ??= error;
    for (const { reject } of this.waiting.values()) reject(this.end);
    this.waiting.clear();
  }
}

function toError({ code, check, message, remedy }: ErrorMessage): Error {
  return code === undefined ? new Error(message) : new SwitchyardError(code, message, { remedy, check });
}

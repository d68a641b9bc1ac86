import { clientOf } from '../job.js';
import { UsageError } from '../usage-error.js';

export interface DrainOptions {
  readonly url: string;
  readonly seconds?: string;
}

/** Asks a daemon to end once no job is being proven. */
export async function drainDaemon({ url, seconds }: DrainOptions): Promise<void> {
  if (seconds !== undefined && !/^\d{1,7}$/.test(seconds))
    throw new UsageError(`--seconds: '${seconds}' is no number of seconds`);
  const { proving, endsAt } = await clientOf({ url }).drain(
    seconds === undefined ? {} : { seconds: Number(seconds) },
  );
  console.log(`${proving} jobs are being proven; the daemon ends once they have, at ${endsAt} at the latest`);
}

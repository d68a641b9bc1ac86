import type { JobRequestInput, JobView } from '../../host/client/index.js';
import type { FakeDaemon } from './fake-daemon.js';
import { fakeProgram } from './fake-workshop.js';

/** Submits a job of Alice's with a program of the fake workshop. */
export async function submit(
  daemon: FakeDaemon,
  text: string,
  more: Partial<JobRequestInput> = {},
): Promise<JobView> {
  const client = daemon.client('alice');
  const program = await client.uploadProgram(fakeProgram(text));
  return await client.submit({ program: program.id, ...more });
}

/** Waits until a job is as wanted. @throws if it ends otherwise */
export async function until(
  daemon: FakeDaemon,
  id: string,
  isThere: (view: JobView) => boolean,
): Promise<JobView> {
  for await (const view of daemon.client('admin').watch(id)) if (isThere(view)) return view;
  throw new Error('the job ended otherwise');
}

/** A deadline. */
export function inSeconds(seconds: number): string {
  return new Date(Date.now() + 1000 * seconds).toISOString();
}

import type { ChangeDetail } from './job-view.js';

/** What was predicted first of a job after it had been accepted, and when that was, in seconds since 1970. */
export interface JobPromise {
  readonly at: number;
  readonly finish: number;
}

/** A promise as it is written down with a change of state. */
export function promiseDetail(promise: JobPromise | undefined): ChangeDetail {
  return promise ? { predictedFinish: promise.finish, predictedAt: promise.at } : {};
}

/** The promise that a job's changes of state tell of. */
export function promiseOf(changes: readonly (ChangeDetail & { at: number })[]): JobPromise | undefined {
  for (const { at, predictedAt = at, predictedFinish: finish } of changes) {
    if (finish !== undefined) return { at: predictedAt, finish };
  }
  return undefined;
}

/** What was predicted of a job that is finished, and what it took from the same time on, both in seconds. */
export interface KeptPromise {
  readonly predictedSeconds: number | undefined;
  readonly measuredSeconds: number | undefined;
}

/** @param acceptedAt where it is measured from if nothing was promised */
export function comparePromise(
  promise: JobPromise | undefined,
  acceptedAt: number | undefined,
  finishedAt: number,
): KeptPromise {
  const began = promise?.at ?? acceptedAt;
  return {
    predictedSeconds: promise && promise.finish - promise.at,
    measuredSeconds: began === undefined ? undefined : finishedAt - began,
  };
}

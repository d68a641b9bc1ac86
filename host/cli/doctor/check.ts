/** What was found of one thing that a server needs. */
export interface Check {
  readonly name: string;
  /** `fail` keeps the daemon from working, `warn` will be missed some day. */
  readonly state: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  /** What to do; of all but `ok`. */
  readonly remedy?: string;
}

export function ok(name: string, detail: string): Check {
  return { name, state: 'ok', detail };
}

export function warn(name: string, detail: string, remedy: string): Check {
  return { name, state: 'warn', detail, remedy };
}

export function fail(name: string, detail: string, remedy: string): Check {
  return { name, state: 'fail', detail, remedy };
}

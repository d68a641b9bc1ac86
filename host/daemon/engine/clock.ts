/** Seconds since 1970. They may jump. */
export function now(): number {
  return Date.now() / 1000;
}

/** Seconds that do not go back, to measure how long something takes. */
export function uptime(): number {
  return performance.now() / 1000;
}

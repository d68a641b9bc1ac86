/** Words and numbers as the page shows them. Durations are in seconds, times in seconds since 1970. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `0.4 s`, `42 s`, `3 min 05 s`, `2 h 14 min`, `3 d 4 h` */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return pair(whole, MINUTE, 'min', 1, 's');
  const minutes = Math.round(seconds / MINUTE) * MINUTE;
  if (minutes < DAY) return pair(minutes, HOUR, 'h', MINUTE, 'min');
  const hours = Math.round(seconds / HOUR) * HOUR;
  return `${Math.floor(hours / DAY)} d ${(hours % DAY) / HOUR} h`;
}

/** To the minute from two minutes on, for what is shown anew every second: `2 min`, `1 h 05 min`. */
export function formatRoughly(seconds: number): string {
  if (seconds < 2 * MINUTE || seconds >= HOUR) return formatDuration(Math.round(seconds)).replace('.0', '');
  return `${Math.round(seconds / MINUTE)} min`;
}

function pair(seconds: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((seconds % large) / small);
  const whole = `${Math.floor(seconds / large)} ${largeName}`;
  return rest === 0 ? whole : `${whole} ${String(rest).padStart(2, '0')} ${smallName}`;
}

/** `1.5 GiB` */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** `+4 %`, `−12 %` */
export function formatDifference(predicted: number, measured: number): string {
  const percent = Math.round((measured / predicted - 1) * 100);
  if (!Number.isFinite(percent)) return '';
  return percent === 0 ? '±0 %' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)} %`;
}

/** A time of day; with the day where that is not today's. */
export function formatTime(time: string, now: number): string {
  const date = new Date(time);
  const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' }).format(date);
  if (date.toDateString() === new Date(now * 1000).toDateString()) return clock;
  return `${new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }).format(date)} ${clock}`;
}

/** The start of an id or digest, enough for people. */
export function shorten(id: string): string {
  return id.slice(0, 8);
}

export function secondsOf(time: string): number {
  return Date.parse(time) / 1000;
}

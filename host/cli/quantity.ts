/** Bytes for people: `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** So many significant digits, never in exponent form, to which toPrecision changes when a number has more. */
export function formatDigits(value: number, digits: number): string {
  const text = value.toPrecision(digits);
  return text.includes('e') ? Number(text).toString() : text;
}

/** Seconds for people, three significant digits: `12.3 ms`. */
export function formatSeconds(seconds: number): string {
  if (seconds >= 1) return `${formatDigits(seconds, 3)} s`;
  if (seconds >= 1e-3) return `${formatDigits(seconds * 1e3, 3)} ms`;
  return `${formatDigits(seconds * 1e6, 3)} us`;
}

/** Energy for people, three significant digits: `12.3 mJ`. */
export function formatJoules(joules: number): string {
  const units = ['J', 'mJ', 'uJ', 'nJ', 'pJ'];
  let value = joules;
  let unit = 0;
  while (value !== 0 && value < 1 && unit < units.length - 1) {
    value *= 1e3;
    unit += 1;
  }
  return value >= 1e4 ? `${formatDigits(value / 1e3, 3)} kJ` : `${formatDigits(value, 3)} ${units[unit]}`;
}

/** A rate for people: `20.9 M perm/s`. */
export function formatRate(rate: number, unit: string): string {
  const [scale, prefix] =
    rate >= 1e9 ? [1e9, 'G '] : rate >= 1e6 ? [1e6, 'M '] : rate >= 1e3 ? [1e3, 'k '] : [1, ''];
  return `${formatDigits(rate / scale, 3)} ${prefix}${unit}`;
}

/** A share of one for people: `87 %`. */
export function formatShare(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** `1 shard`, `3 shards` */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Seconds for people, three significant digits: `12.3 ms`. */
export function secondsInWords(seconds: number): string {
  if (seconds >= 1) return `${digits(seconds)} s`;
  if (seconds >= 1e-3) return `${digits(seconds * 1e3)} ms`;
  return `${digits(seconds * 1e6)} us`;
}

/** A share of one for people: `87 %`. */
export function shareInWords(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function digits(value: number): string {
  const text = value.toPrecision(3);
  return text.includes('e') ? Number(text).toString() : text;
}

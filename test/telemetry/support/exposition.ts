/** Samples of Prometheus' text format by their series, as the text has them: `name{label="value"}`. */
export function samplesOf(text: string): ReadonlyMap<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const at = line.lastIndexOf(' ');
    samples.set(line.slice(0, at), Number(line.slice(at + 1)));
  }
  return samples;
}

/** The samples of some metrics, without Switchyard's prefix. */
export function pick(samples: ReadonlyMap<string, number>, ...names: string[]): Record<string, number> {
  const wanted = new Set(names.map((name) => `switchyard_${name}`));
  return Object.fromEntries(
    [...samples]
      .filter(([series]) => wanted.has(series.replace(/\{.*/, '')))
      .map(([series, value]) => [series.replace('switchyard_', ''), value]),
  );
}

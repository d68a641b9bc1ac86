/** The `[connectivity]` of a kernel's `.cfg`, as v++ reads it: compute units, and the memory that each argument reaches. */
import { BitstreamError } from './bitstream-error.js';

export interface KernelConnectivity {
  readonly kernel: string;
  readonly units: readonly string[];
  /** By unit and argument: such as `HBM[0:15]`. */
  readonly memory: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** @throws BitstreamError CONNECTIVITY */
export function parseConnectivity(text: string): KernelConnectivity {
  const refuse = (line: string) =>
    new BitstreamError('CONNECTIVITY', `'${line}' is not understood`, 'Correct the .cfg of the kernel.');
  let kernel = '';
  let units: string[] = [];
  const memory = new Map<string, Map<string, string>>();
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '' || line.startsWith('#') || line === '[connectivity]') continue;
    const [, name, count, instances] = /^nk=(\w+):(\d{1,3}):(\w+(?:\.\w+)*)$/.exec(line) ?? [];
    const [, unit, argument, place] = /^sp=(\w+)\.(\w+):([A-Za-z]+\[\d+(?::\d+)?\])$/.exec(line) ?? [];
    if (instances !== undefined && kernel === '') {
      kernel = name;
      units = instances.split('.');
      if (units.length !== Number(count)) throw refuse(line);
    } else if (place !== undefined && units.includes(unit)) {
      memory.set(unit, (memory.get(unit) ?? new Map<string, string>()).set(argument, place));
    } else throw refuse(line);
  }
  if (units.length === 0) throw refuse('');
  return { kernel, units, memory };
}

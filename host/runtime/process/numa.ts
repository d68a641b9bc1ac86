import { readFileSync } from 'node:fs';

/** The CPUs of a NUMA node; undefined where the system does not say. */
export function cpusOfNode(node: number): number[] | undefined {
  try {
    return parseCpuList(readFileSync(`/sys/devices/system/node/node${node}/cpulist`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Parses a list such as `0-3,8,10-11`; undefined for anything else. */
export function parseCpuList(text: string): number[] | undefined {
  const cpus: number[] = [];
  for (const part of text.trim().split(',')) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part);
    if (!match) return undefined;
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    for (let cpu = first; cpu <= last; cpu++) cpus.push(cpu);
  }
  return cpus;
}

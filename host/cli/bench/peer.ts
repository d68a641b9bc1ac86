import { spawn } from 'node:child_process';
import { SwitchyardError } from '../../runtime/index.js';
import { UsageError } from '../usage-error.js';
import type { BenchResult } from './results.js';

/** Somebody else's program that does the same op, to be run in turn with ours. */
export interface Peer {
  readonly name: string;
  readonly command: string;
}

/** What a peer's run gave: its own figures where it prints them, else the time of the whole process. */
export interface PeerRun {
  readonly seconds: number;
  readonly rate?: number;
}

/** Reads `NAME=COMMAND`; the command may hold placeholders such as {op}, {shape} and {threads}. */
export function parsePeer(text: string): Peer {
  const match = /^([\w.-]+)=(.+)$/s.exec(text);
  if (!match) throw new UsageError(`'${text}' is no peer; write NAME=COMMAND`);
  return { name: match[1], command: match[2] };
}

/**
 * Runs the peer once. Its last line of JSON with `medianSeconds`, `seconds` or `rate` counts; a `rate` is in the
 * op's unit per second.
 *
 * @param values what stands for each placeholder of the command
 * @throws SwitchyardError SY_ERR_PEER where it fails or prints something unusable.
 */
export async function runPeer(
  peer: Peer,
  values: Readonly<Record<string, string | number>>,
): Promise<PeerRun> {
  const command = Object.entries(values).reduce(
    (text, [name, value]) => text.replaceAll(`{${name}}`, String(value)),
    peer.command,
  );
  const started = process.hrtime.bigint();
  const { code, output } = await runShell(command);
  const wholeProcess = Number(process.hrtime.bigint() - started) / 1e9;
  if (code !== 0) {
    throw new SwitchyardError('SY_ERR_PEER', `peer ${peer.name} failed with ${code}: ${command}`, {
      remedy: 'Run the command by hand; it must exit with 0.',
    });
  }
  return readPeerOutput(output) ?? { seconds: wholeProcess };
}

/** How many times faster ours was: by the peer's rate where it prints one, else by its seconds. */
export function speedRatio(ourSeconds: number, ourCount: number, theirs: PeerRun): number {
  return theirs.rate === undefined ? theirs.seconds / ourSeconds : ourCount / ourSeconds / theirs.rate;
}

/** A result's peer in a table: `1.20x name`. */
export function describePeer({ peer }: BenchResult): string {
  return peer ? `${peer.medianRatio.toFixed(2)}x ${peer.name}` : '';
}

function runShell(command: string): Promise<{ code: number | string; output: string }> {
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    child.on('close', (code, signal) => resolve({ code: code ?? signal ?? 'no exit code', output }));
  });
}

/** The figures of the last line that has any. */
export function readPeerOutput(output: string): PeerRun | undefined {
  for (const line of output.split('\n').reverse()) {
    const figures = parseFigures(line);
    if (figures) return figures;
  }
  return undefined;
}

function parseFigures(line: string): PeerRun | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const record = value as Record<string, unknown>;
  const seconds = record.medianSeconds ?? record.seconds;
  const { rate } = record;
  if (typeof seconds !== 'number' || !(seconds > 0)) return undefined;
  return typeof rate === 'number' && rate > 0 ? { seconds, rate } : { seconds };
}

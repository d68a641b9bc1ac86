import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseModelReport, summariseModel, type ModelSummary } from '../../bitstream/index.js';
import { formatBytes, formatSeconds } from '../quantity.js';

/** Where device models write what a card would take; they inherit it from this process. */
const VARIABLE = 'SWITCHYARD_MODEL_REPORT';

/** Collects what device models say while it is open. To be made before devices are opened. */
export class ModelLog implements Disposable {
  private readonly folder: string | undefined;
  private readonly file: string;
  private start = 0;

  constructor() {
    const asked = process.env[VARIABLE];
    if (asked === undefined) this.folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-model-'));
    this.file = asked ?? path.join(this.folder!, 'report.jsonl');
    process.env[VARIABLE] = this.file;
  }

  /** What follows is what counts. */
  restart(): void {
    this.start = existsSync(this.file) ? statSync(this.file).size : 0;
  }

  /** Undefined where no model has said anything. */
  summary(): ModelSummary | undefined {
    if (!existsSync(this.file)) return undefined;
    const events = parseModelReport(readFileSync(this.file).subarray(this.start).toString('utf8'));
    return events.length === 0 ? undefined : summariseModel(events);
  }

  [Symbol.dispose](): void {
    if (this.folder === undefined) return;
    rmSync(this.folder, { recursive: true, force: true });
    delete process.env[VARIABLE];
  }
}

const BOTTLENECKS: Readonly<Record<ModelSummary['bottleneck'], string>> = {
  link: 'the host link',
  pipeline: 'the permutation pipeline',
  rows: 'memory, reading rows',
  digests: 'memory, digests',
};

/** Lines for people: a card's time is modelled, and apart from what the emulation took. */
export function describeModel(summary: ModelSummary): [string, string][] {
  return [
    ['modelled: kernels', `${formatSeconds(summary.kernelSeconds)}, ${summary.clocks} clocks`],
    [
      'modelled: host link',
      `${formatSeconds(summary.linkSeconds)}, ${formatBytes(summary.toCardBytes)} to the card, ` +
        `${formatBytes(summary.fromCardBytes)} back`,
    ],
    ['modelled: bound by', BOTTLENECKS[summary.bottleneck]],
    ['emulation of the kernels', `${formatSeconds(summary.emulationSeconds)}, which says nothing of a card`],
  ];
}

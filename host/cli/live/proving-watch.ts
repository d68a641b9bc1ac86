import {
  describeDeviceEvent,
  describeDispatchEvent,
  type DispatchEvent,
  type DispatchListener,
  type OpSample,
} from '../../dispatch/index.js';
import type { DeviceEvent } from '../../runtime/index.js';
import type { PlannedRun, ScoutReport, ShardReport } from '../../vm/index.js';
import { formatCount, formatSeconds } from '../quantity.js';
import { Painter } from './painter.js';
import { renderProving } from './proving-view.js';

/** Watches a proof: keeps what it measures and what happens to it, and shows it on standard error. */
export class ProvingWatch implements DispatchListener {
  readonly samples: OpSample[] = [];
  readonly events: (DispatchEvent | DeviceEvent)[] = [];
  planned: PlannedRun | undefined;
  private readonly began = performance.now();
  private readonly devices = new Map<string, string>();
  private readonly painter: Painter | undefined;
  private expected = 0;
  private done = 0;
  private faults = 0;

  /** @param isQuiet beside JSON */
  constructor(private readonly isQuiet: boolean) {
    const { stderr } = process;
    if (isQuiet || !stderr.isTTY) return;
    this.painter = new Painter(stderr, (width) =>
      renderProving(
        {
          elapsedSeconds: (performance.now() - this.began) / 1e3,
          predictedSeconds: this.planned?.seconds,
          ...{ shardsDone: this.done, shardsExpected: this.expected },
          ...{ devices: this.devices, faults: this.faults },
        },
        width,
      ),
    );
  }

  onBegin(device: string, stage: string): void {
    this.devices.set(device, stage);
  }

  onSample(sample: OpSample): void {
    this.samples.push(sample);
  }

  onEvent(event: DispatchEvent): void {
    this.events.push(event);
    if (event.kind === 'remade') return;
    this.faults++;
    // Faults are told even beside JSON: nothing goes wrong in silence.
    this.print(`switchyard: ${describeDispatchEvent(event)}`);
  }

  onDevice(event: DeviceEvent): void {
    if (event.kind === 'starting' || event.kind === 'closed' || event.kind === 'ready') return;
    this.events.push(event);
    if (event.kind === 'lost' || event.kind === 'poisoned' || event.kind === 'failed') this.faults++;
    this.print(`switchyard: ${describeDeviceEvent(event)}`);
  }

  onScout({ cycles, shapes, seconds }: ScoutReport): void {
    this.expected = shapes.length;
    const shards = formatCount(shapes.length, 'shard');
    this.tell(`${cycles} cycles, presumably ${shards}; counted in ${formatSeconds(seconds)}`);
  }

  onPlan(planned: PlannedRun): void {
    this.planned = planned;
    this.tell(`predicted: ${formatSeconds(planned.seconds)}`);
  }

  onShard(report: ShardReport): void {
    this.done++;
    this.tell(describeShard(report));
  }

  /** A line for people, not beside JSON. */
  tell(line: string): void {
    if (!this.isQuiet) this.print(line);
  }

  close(): void {
    this.painter?.close();
  }

  private print(line: string): void {
    if (this.painter) this.painter.print(line);
    else console.error(line);
  }
}

function describeShard(report: ShardReport): string {
  const { index, shape, steps, isKept, replaySeconds, fillSeconds, proveSeconds, verifySeconds } = report;
  const how = isKept
    ? 'found in the work folder'
    : `replay ${formatSeconds(replaySeconds)}, fill ${formatSeconds(fillSeconds)}, prove ${formatSeconds(proveSeconds)} on ${report.lane}`;
  return `shard ${index}: ${steps} steps in shape ${shape}; ${how}, verified in ${formatSeconds(verifySeconds)}`;
}

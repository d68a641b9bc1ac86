import type { DispatchEvent, StageRecord, WorkLabel } from '../../dispatch/index.js';
import type { DeviceEvent, ErrorCode, LinkBytes } from '../../runtime/index.js';
import type { DaemonMetrics } from '../../telemetry/index.js';
import type { WorkshopListener } from '../engine/index.js';

/** Tells the metrics what happens on devices. */
export class WorkshopTelemetry implements WorkshopListener {
  constructor(private readonly metrics: Pick<DaemonMetrics, 'devices' | 'proofEnergy'>) {}

  onBegin(device: string, _stage: string, { run }: WorkLabel): void {
    this.metrics.devices.begin(device);
    if (run?.job !== undefined) this.metrics.proofEnergy.begin(run.job);
  }

  onEnd(device: string, _stage: string, { run }: WorkLabel): void {
    this.metrics.devices.end(device);
    if (run?.job !== undefined) this.metrics.proofEnergy.end(run.job);
  }

  onStage({ stage, device, start, end }: StageRecord): void {
    this.metrics.devices.stage(stageName(stage), device, end - start);
  }

  onMoved(device: string, bytes: LinkBytes): void {
    this.metrics.devices.moved(device, bytes);
  }

  onFault(device: string, code: ErrorCode): void {
    this.metrics.devices.fault(device, code);
  }

  onDevice({ kind, device }: DeviceEvent): void {
    if (kind === 'starting') this.metrics.devices.restarted(device);
  }

  onEvent(event: DispatchEvent): void {
    const { devices } = this.metrics;
    switch (event.kind) {
      case 'fallback': {
        const { from, to, stage, op, code } = event;
        return devices.fallback({ from, to, stage: stageName(`${stage}: ${op}`), code });
      }
      case 'unchecked':
        // The witness is the one that failed.
        return devices.fault(event.against, event.code);
      case 'remade':
        return devices.remade(event.device);
      case 'mismatch':
        return devices.mismatch(event.device);
      case 'slow':
        return devices.slowed(event.device);
      case 'retry':
        return devices.retry(event.checked);
      case 'copied':
        return devices.copied(event.from, event.to);
      case 'unstaged':
      case 'room':
        return;
    }
  }
}

/** A stage as a label: moves are of one name whatever they are for, and what is done again has that of the first time. */
function stageName(stage: string): string {
  const [, op = ''] = /: ([^:]*)$/.exec(stage) ?? [];
  return stage.includes(' (move)') ? `move: ${op}` : stage.replace(' (again)', '');
}

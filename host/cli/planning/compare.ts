import type { DispatchEvent, StageRecord } from '../../dispatch/index.js';
import type { DeviceEvent } from '../../runtime/index.js';
import { HOST_STAGES, type PlannedRun, type ShardReport } from '../../vm/index.js';

/** A stage of all shards together. */
export interface ComparedStage {
  readonly stage: string;
  /** Null where nothing was predicted. */
  readonly predictedSeconds: number | null;
  readonly measuredSeconds: number;
}

/** Prediction beside measurement: for the whole, and stage by stage. */
export function comparePrediction(
  planned: PlannedRun | undefined,
  shards: readonly ShardReport[],
  records: readonly StageRecord[],
  seconds: number,
) {
  const predicted = new Map<string, number>();
  for (const { plan, count } of planned?.kinds ?? []) {
    for (const { stage, seconds } of plan.choices) add(predicted, stage, count * seconds);
  }
  const measured = new Map<string, number>();
  for (const stage of HOST_STAGES) {
    for (const shard of shards) add(measured, stage, shard[`${stage}Seconds`]);
  }
  // A stage of which each op was planned is shown by op, another one as a whole.
  for (const { stage, start, end } of records) {
    const whole = stage.replace(/(?: \(again\)| \(move\))?: [a-z]+$/, '');
    add(measured, predicted.has(stage) || !predicted.has(whole) ? stage : whole, end - start);
  }
  const names = [...new Set([...measured.keys(), ...predicted.keys()])];
  const predictedSeconds = planned?.seconds ?? null;
  return {
    predictedSeconds,
    measuredToPredicted: predictedSeconds === null ? null : seconds / predictedSeconds,
    stages: names
      .map((stage): ComparedStage => ({
        stage,
        predictedSeconds: predicted.get(stage) ?? null,
        measuredSeconds: measured.get(stage) ?? 0,
      }))
      .filter(({ measuredSeconds, predictedSeconds }) => measuredSeconds > 0 || predictedSeconds !== null),
  };
}

function add(sums: Map<string, number>, key: string, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value);
}

/** How often each kind of event happened. */
export function countEvents(events: readonly (DispatchEvent | DeviceEvent)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of events) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

import { checkDevices, checkRates, transferSeconds, workSeconds, type DeviceModel } from './device-model.js';
import { checkGraph, type ProofGraph } from './graph.js';
import type { PlanOptions } from './plan.js';
import { PlanError } from './plan-error.js';

/** What a stage needs of a schedule, in numbers alone. */
export interface StageProblem {
  /** Stages that must be issued before. */
  readonly before: readonly number[];
  /** Of those, the stages that make what it reads, each with the bytes. */
  readonly makers: readonly { readonly stage: number; readonly datum: number }[];
  readonly isHost: boolean;
  /** By place; Infinity where it cannot run. */
  readonly seconds: readonly number[];
  /** Places where it may run, by pins, exclusions, rates and budgets. */
  readonly places: readonly number[];
  /** The first stage of those that must run on one device, for the trees that they read and make. */
  readonly group: number;
}

/**
 * A graph on devices: what may run where, and what everything takes. Places are the devices in their order and
 * then the host's CPU; a unit computes for one place, or for the host and the device on the same cores.
 */
export interface Problem {
  readonly graph: ProofGraph;
  readonly devices: readonly DeviceModel[];
  readonly hostPlace: number;
  readonly units: readonly number[];
  readonly stages: readonly StageProblem[];
  /** How many stages read each datum, and whether one frees it. */
  readonly readers: readonly number[];
  readonly isFreed: readonly boolean[];
  /** The stages that read each datum. */
  readonly readersOf: readonly (readonly number[])[];
  /** By stage, the stages that wait for it. */
  readonly waiting: readonly (readonly number[])[];
  /** Seconds by device and datum. */
  readonly uploads: readonly (readonly number[])[];
  readonly downloads: readonly (readonly number[])[];
}

/** Checks everything and works out what may run where. Throws PlanErrors. */
export function makeProblem(
  graph: ProofGraph,
  listed: readonly DeviceModel[],
  options: PlanOptions = {},
): Problem {
  checkGraph(graph);
  checkDevices(listed);
  if (options.host) checkRates('the host', options.host.rates);
  const devices = usableDevices(listed, options);
  const hostPlace = devices.length;
  const shared = devices.findIndex(({ id }) => id === options.host?.sharedWith);
  const groups = groupByTrees(graph);
  const maker = new Map(graph.stages.flatMap(({ outputs }, stage) => outputs.map((datum) => [datum, stage])));
  const allowed = graph.stages.map((stage, i) =>
    stage.isHost ? [hostPlace] : placesOf(graph, i, listed, devices, options),
  );
  const groupPlaces = placesByGroup(graph, groups, allowed);
  const stages = graph.stages.map((stage, i): StageProblem => {
    const makers = stage.inputs.flatMap((datum) => {
      const made = maker.get(datum);
      return made === undefined ? [] : [{ stage: made, datum }];
    });
    const seconds = [...devices.map(({ rates }) => workSeconds(rates, stage.parts)), Infinity];
    if (stage.isHost) {
      seconds.fill(Infinity);
      seconds[hostPlace] = hostSeconds(graph, i, options);
    }
    const places = groupPlaces[groups[i]];
    const before = [...new Set([...stage.after, ...makers.map((made) => made.stage)])];
    return { before, makers, isHost: stage.isHost === true, seconds, places, group: groups[i] };
  });
  const readersOf = graph.data.map((_, datum) =>
    graph.stages.flatMap(({ inputs }, stage) => (inputs.includes(datum) ? [stage] : [])),
  );
  const freed = new Set(graph.stages.flatMap(({ frees }) => frees));
  return {
    graph,
    devices,
    hostPlace,
    units: [...devices.keys(), shared < 0 ? hostPlace : shared],
    stages,
    readers: readersOf.map(({ length }) => length),
    isFreed: graph.data.map((_, datum) => freed.has(datum)),
    readersOf,
    waiting: stages.map((_, i) => stages.flatMap(({ before }, later) => (before.includes(i) ? [later] : []))),
    uploads: devices.map(({ upload }) => graph.data.map(({ bytes }) => transferSeconds(upload, bytes))),
    downloads: devices.map(({ download }) => graph.data.map(({ bytes }) => transferSeconds(download, bytes))),
  };
}

/** The bytes that a device must have for a stage to run there. */
export function stageBytes(graph: ProofGraph, stage: number): number {
  const { inputs, outputs } = graph.stages[stage];
  return [...new Set([...inputs, ...outputs])].reduce((sum, datum) => sum + graph.data[datum].bytes, 0);
}

function usableDevices(listed: readonly DeviceModel[], options: PlanOptions): DeviceModel[] {
  const { pins = new Map<string, string>(), exclude = [], named = [] } = options;
  const ids = listed.map(({ id }) => id);
  for (const [id, what] of [
    ...[...pins].map(([op, device]) => [device, `${op} is pinned to ${device}`]),
    ...exclude.map((device) => [device, `${device} is excluded`]),
    ...named.map((device) => [device, `${device} is asked for`]),
  ]) {
    if (!ids.includes(id))
      throw new PlanError(
        'DEVICE',
        `${what}, but there is no device of that name`,
        `name one of ${ids.join(', ')}`,
      );
  }
  const wanted = new Set([...named, ...pins.values()]);
  const usable = listed.filter(
    ({ id, isEmulated }) => !exclude.includes(id) && (!isEmulated || wanted.has(id)),
  );
  for (const [op, device] of pins) {
    if (!usable.some(({ id }) => id === device))
      throw new PlanError('PIN', `${op} is pinned to ${device}, which is excluded`, 'drop one of the two');
  }
  return usable;
}

function placesOf(
  graph: ProofGraph,
  i: number,
  listed: readonly DeviceModel[],
  devices: readonly DeviceModel[],
  { pins }: PlanOptions,
): number[] {
  const stage = graph.stages[i];
  const able = devices.flatMap(({ rates }, place) =>
    workSeconds(rates, stage.parts) < Infinity ? [place] : [],
  );
  const pin = pins?.get(stage.op);
  if (pin !== undefined) {
    const place = devices.findIndex(({ id }) => id === pin);
    if (!able.includes(place)) throw wrongPin(graph, stage.op, devices[place]);
  }
  if (able.length === 0) {
    const out = listed.filter(({ rates }) => workSeconds(rates, stage.parts) < Infinity).map(({ id }) => id);
    throw new PlanError(
      'OP',
      `no device that may be used does ${stage.op} (stage ${stage.key}, ${stage.parts.map((part) => part.class).join(', ')})`,
      out.length > 0 ? `allow ${out.join(' or ')}, which can` : 'run switchyard calibrate, or add a device',
    );
  }
  const bytes = stageBytes(graph, i);
  const candidates = pin === undefined ? able : able.filter((place) => devices[place].id === pin);
  const fitting = candidates.filter((place) => devices[place].budgetBytes >= bytes);
  if (fitting.length === 0) {
    const budgets = candidates.map((place) => `${devices[place].id} has ${devices[place].budgetBytes}`);
    throw new PlanError(
      'BUDGET',
      `stage ${stage.key} needs ${bytes} bytes on one device, and ${budgets.join(', ')}`,
      'raise the budget, or prove smaller shards',
    );
  }
  return fitting;
}

function wrongPin(graph: ProofGraph, op: string, device: DeviceModel): PlanError {
  const ops = graph.stages.filter(
    (stage) => !stage.isHost && workSeconds(device.rates, stage.parts) < Infinity,
  );
  const names = [...new Set(ops.map((stage) => stage.op))].join(', ');
  return new PlanError(
    'PIN',
    `${op} is pinned to ${device.id}, which ${names ? `does ${names} alone` : 'does no op of this proof'}`,
    `pin ${op} to a device that does it, or to none`,
  );
}

function hostSeconds(graph: ProofGraph, i: number, { host }: PlanOptions): number {
  const stage = graph.stages[i];
  const seconds = host ? workSeconds(host.rates, stage.parts) : Infinity;
  if (seconds < Infinity) return seconds;
  throw new PlanError(
    'HOST',
    `the host has no measured rate for ${stage.key} (${stage.parts.map((part) => part.class).join(', ')})`,
    'run switchyard calibrate',
  );
}

/** Stages that make or read one tree share a device, and so do those joined to them by another tree. */
function groupByTrees(graph: ProofGraph): number[] {
  const groups = [...graph.stages.keys()];
  for (const [datum, { isMovable }] of graph.data.entries()) {
    if (isMovable) continue;
    const joined = graph.stages.flatMap(({ inputs, outputs }, stage) =>
      inputs.includes(datum) || outputs.includes(datum) ? [groups[stage]] : [],
    );
    const first = Math.min(...joined);
    for (const [stage, group] of groups.entries()) if (joined.includes(group)) groups[stage] = first;
  }
  return groups;
}

/** By group, the places that all of its stages may run at. */
function placesByGroup(
  graph: ProofGraph,
  groups: readonly number[],
  allowed: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  const common: (readonly number[])[] = [];
  for (const [stage, group] of groups.entries()) {
    const before = common[group] as readonly number[] | undefined;
    common[group] = before ? before.filter((place) => allowed[stage].includes(place)) : allowed[stage];
    if (common[group].length > 0) continue;
    throw noCommonPlace(graph.stages.filter((_, other) => groups[other] === group).map(({ key }) => key));
  }
  return common;
}

function noCommonPlace(keys: readonly string[]): PlanError {
  return new PlanError(
    'OP',
    `no device that may be used does all of ${keys.join(', ')}, which share a tree`,
    'pin them to one device that does them all, or allow another device',
  );
}

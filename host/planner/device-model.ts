import type { WorkPart } from './graph.js';
import { PlanError } from './plan-error.js';

/** What a class of work costs: a latency for each call, and a rate. */
export interface Rate {
  readonly latencySeconds: number;
  /** In the units of the class. */
  readonly workPerSecond: number;
}

/** Rates by class of work. A class that is missing cannot run there. */
export type Rates = ReadonlyMap<string, Rate>;

/** One direction between a device and the host's memory. */
export interface Link {
  readonly latencySeconds: number;
  /** Infinity where nothing is copied. */
  readonly bytesPerSecond: number;
}

/** A device as its profile describes it. Data go from device to device through the host's memory. */
export interface DeviceModel {
  readonly id: string;
  readonly budgetBytes: number;
  readonly isEmulated: boolean;
  readonly pricePerHour: number;
  readonly rates: Rates;
  readonly upload: Link;
  readonly download: Link;
}

/** The host's CPU, for the stages that run nowhere else. */
export interface HostModel {
  readonly rates: Rates;
  /** The device that computes on the same cores, such as `cpu0`: it and host stages take turns. */
  readonly sharedWith?: string;
}

/** Seconds for all parts of a stage; Infinity if a class is missing. */
export function workSeconds(rates: Rates, parts: readonly WorkPart[]): number {
  let seconds = 0;
  for (const part of parts) {
    const rate = rates.get(part.class);
    if (!rate) return Infinity;
    seconds += part.calls * rate.latencySeconds + part.work / rate.workPerSecond;
  }
  return seconds;
}

export function transferSeconds(link: Link, bytes: number): number {
  return link.latencySeconds + bytes / link.bytesPerSecond;
}

/** Holds devices to what can be. Throws a PlanError MODEL. */
export function checkDevices(devices: readonly DeviceModel[]): void {
  const ids = new Set<string>();
  for (const device of devices) {
    if (ids.has(device.id)) throw badModel(device.id, 'is there twice');
    ids.add(device.id);
    if (!(device.budgetBytes >= 0)) throw badModel(device.id, `has a budget of ${device.budgetBytes} bytes`);
    if (!(device.pricePerHour >= 0 && device.pricePerHour < Infinity))
      throw badModel(device.id, `has a price of ${device.pricePerHour} an hour`);
    for (const link of [device.upload, device.download]) {
      if (!isLatency(link.latencySeconds) || !(link.bytesPerSecond > 0))
        throw badModel(device.id, `has a link of ${link.bytesPerSecond} bytes a second`);
    }
    checkRates(device.id, device.rates);
  }
}

export function checkRates(id: string, rates: Rates): void {
  for (const [name, { latencySeconds, workPerSecond }] of rates) {
    if (!isLatency(latencySeconds) || !(workPerSecond > 0))
      throw badModel(id, `does ${workPerSecond} units of ${name} a second after ${latencySeconds} s`);
  }
}

function isLatency(seconds: number): boolean {
  return Number.isFinite(seconds) && seconds >= 0;
}

function badModel(id: string, what: string): PlanError {
  return new PlanError('MODEL', `the profile of ${id} does not hold: it ${what}`, 'run switchyard calibrate');
}

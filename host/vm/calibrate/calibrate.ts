import { Fleet, Journal, type FleetMember, type OpSample } from '../../dispatch/index.js';
import { withSamples, type ProfileSample, type ProfileStore } from '../../planner/index.js';
import { SwitchyardError } from '../../runtime/index.js';
import type { StarkParameters } from '../../stark/proof/index.js';
import { FleetPool } from '../prove/fleet-pool.js';
import { hostSamples } from '../prove/host-costs.js';
import { proveRun } from '../prove/prove-run.js';
import { SHAPES } from '../shapes.js';
import { measureLinks } from './measure-links.js';
import { sampleProgram } from './sample-program.js';

/** A run to measure: its shape, and about as many cycles as fit so many shards. */
interface Trial {
  readonly shape: string;
  readonly cycles: number;
}

const QUICK: readonly Trial[] = [
  { shape: 'T12', cycles: 8_000 },
  { shape: 'G16', cycles: 60_000 },
];
const THOROUGH: readonly Trial[] = [
  ...QUICK,
  { shape: 'G16', cycles: 60_000 },
  { shape: 'G18', cycles: 500_000 },
  { shape: 'G20', cycles: 900_000 },
];

export interface CalibrateRequest {
  readonly fleet: Fleet;
  /** Devices to measure, by id. */
  readonly ids: readonly string[];
  readonly parameters: readonly StarkParameters[];
  readonly threads: number;
  /** Small sizes alone: seconds rather than minutes, and predictions of large shards that are less sure. */
  readonly isQuick: boolean;
  readonly profiles: ProfileStore;
  /** Seconds since 1970. */
  readonly now: number;
  readonly onTrial?: ((trial: { device: string; shape: string; cycles: number }) => void) | undefined;
}

/**
 * Measures devices by proving a program on them: every op at the sizes that proofs have, with the host's work beside
 * it, as in every run. An op that a device does not do runs on the CPU of this process, and is measured there.
 *
 * @throws what devices throw; SwitchyardError SY_ERR_DEVICE for a device that is not there
 */
export async function calibrate(request: CalibrateRequest): Promise<ProfileStore> {
  let { profiles } = request;
  for (const id of request.ids) {
    const member = request.fleet.find(id);
    if (!member?.device) {
      throw new SwitchyardError('SY_ERR_DEVICE', `${id} is not there to be measured`, {
        device: id,
        remedy: 'Run switchyard devices to see why.',
      });
    }
    const samples = await measureMember(member, request);
    profiles = withSamples(profiles, samples, request.now);
  }
  return profiles;
}

async function measureMember(member: FleetMember, request: CalibrateRequest): Promise<ProfileSample[]> {
  const { fleet, isQuick, onTrial, threads, parameters } = request;
  const samples: ProfileSample[] = [];
  const onSample = (sample: OpSample) => samples.push(sample);
  await measureLinks(member.device!, onSample);
  for (const { shape, cycles } of isQuick ? QUICK : THOROUGH) {
    for (const one of parameters) {
      onTrial?.({ device: member.id, shape, cycles });
      const lane = { name: member.id, device: member.id, assign: () => member.id };
      const pool = new FleetPool(fleet, [lane], { journal: new Journal({ onSample }), threads });
      const started = performance.now();
      const { shards } = await proveRun({
        ...{ elf: sampleProgram(cycles), inputs: [], parameters: one, pool },
        ...{ maxCycles: 2 ** 26, maxMemoryBytes: 2 ** 28 },
        shape: SHAPES.findIndex(({ name }) => name === shape),
      });
      const runSeconds = (performance.now() - started) / 1e3;
      // What the host does beside the CPU device is what it does beside all others, too.
      if (member.isReference || !request.ids.some((id) => fleet.find(id)?.isReference)) {
        samples.push(...hostSamples(shards, { threads, queryCount: one.queryCount, runSeconds }));
      }
    }
  }
  return samples;
}

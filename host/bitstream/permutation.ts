/**
 * What permutation pipelines are made of, Poseidon2 over KoalaBear and Keccak-f: how often each module of
 * hls/rtl, or something that is counted by the bits of its adders, occurs in them.
 */
import type { Resources, RtlModule } from './synthesis.js';

export type Width = 16 | 24;

/** Rounds of the permutations (native/math/poseidon2_constants.h). */
export const FULL_ROUNDS = 8;
export const PARTIAL_ROUNDS: Readonly<Record<Width, number>> = { 16: 20, 24: 23 };

/** How many permutations are under way at once: one starts every clock, or one unit of each kind takes turns. */
export type Schedule = 'unrolled' | 'folded';

export interface Part {
  readonly what: string;
  readonly times: number;
  /** Clocks that it adds to the permutation's latency, all times together. */
  readonly latency: number;
  /** A module that is synthesised, or resources that are counted. */
  readonly of: RtlModule | Resources;
}

/** Clocks through each module, which test/hls/rtl.test.ts checks. */
const LATENCY = { layer: 6, externalRound: 17, internalRound: 15, toPipeline: 3, fromPipeline: 2, rejoin: 2 };

/** Words of a digest. */
const DIGEST = 8;

/** Words that come in with a chunk: the rate of width 24, both digests of a node in width 16. */
const WORDS_IN = 16;

/** The other lanes' constants after the partial rounds: an adder of 34 bits and a fold of 32, each registered. */
function rejoin(width: Width): Resources {
  const bits = (width - 1) * (34 + 32);
  return { dsp: 0, lut: bits, shift: 0, ff: bits + 2 * 32 };
}

export function isModule(of: RtlModule | Resources): of is RtlModule {
  return 'name' in of;
}

export const cubes = (width: Width) => FULL_ROUNDS * width + PARTIAL_ROUNDS[width];

export interface Pipeline {
  readonly permutation: 'poseidon2-16' | 'poseidon2-24' | 'keccak-f';
  readonly schedule: Schedule;
  /** Clocks from one permutation to the next. */
  readonly interval: number;
  readonly parts: readonly Part[];
}

const SCHEDULES: readonly Schedule[] = ['unrolled', 'folded'];

/** The pipelines that the kernels of hls/kernels are built with. */
export function pipelines(): Pipeline[] {
  return [...SCHEDULES.flatMap((s) => [poseidon2(16, s), poseidon2(24, s)]), ...SCHEDULES.map(keccak)];
}

function keccak(schedule: Schedule): Pipeline {
  // hls/include/keccak_sponge.h: a chunk takes a port three clocks, so eight rounds are used three times.
  const rounds = 24;
  const times = schedule === 'unrolled' ? rounds / 3 : 1;
  const interval = schedule === 'unrolled' ? 3 : 3 * rounds;
  const part = { what: 'rounds', times, latency: rounds, of: { name: 'keccak_round' } };
  return { permutation: 'keccak-f', schedule, interval, parts: [part] };
}

function poseidon2(width: Width, schedule: Schedule): Pipeline {
  // Folded: the steps of LazyPoseidon2 in hls/include/poseidon2_lazy.h.
  const interval = schedule === 'unrolled' ? 1 : FULL_ROUNDS + PARTIAL_ROUNDS[width] + 2;
  return { permutation: `poseidon2-${width}`, schedule, interval, parts: poseidon2Parts(width, schedule) };
}

function poseidon2Parts(width: Width, schedule: Schedule): Part[] {
  const partial = PARTIAL_ROUNDS[width];
  const unrolled = schedule === 'unrolled';
  return [
    {
      what: 'S-boxes of full rounds',
      times: unrolled ? FULL_ROUNDS * width : width,
      latency: FULL_ROUNDS * (LATENCY.externalRound - LATENCY.layer),
      of: { name: 'koalabear_cube' },
    },
    {
      what: 'external layers',
      times: unrolled ? FULL_ROUNDS + 1 : 1,
      latency: (FULL_ROUNDS + 1) * LATENCY.layer,
      of: { name: 'poseidon2_external_layer', width },
    },
    {
      what: 'partial rounds',
      times: unrolled ? partial : 1,
      latency: partial * LATENCY.internalRound,
      of: { name: 'poseidon2_internal_round', width },
    },
    { what: 'constants after partial rounds', times: 1, latency: LATENCY.rejoin, of: rejoin(width) },
    {
      what: 'words in',
      times: WORDS_IN,
      latency: LATENCY.toPipeline,
      of: { name: 'koalabear_to_pipeline' },
    },
    {
      what: 'words out',
      times: DIGEST,
      latency: LATENCY.fromPipeline,
      of: { name: 'koalabear_from_pipeline' },
    },
  ];
}

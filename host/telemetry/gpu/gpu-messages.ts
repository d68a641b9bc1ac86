import { z } from 'zod';

const count = z.number().nonnegative();

/** What a GPU's sensors say; null for what it does not tell. */
const gpuSensors = z.strictObject({
  celsius: z.int().min(-100).max(250).nullable(),
  memory: z.strictObject({ usedBytes: count, totalBytes: count }).nullable(),
  /** Of the multiprocessors, and of the memory. */
  smMegahertz: z.int().min(0).max(100_000).nullable(),
  memoryMegahertz: z.int().min(0).max(100_000).nullable(),
  ecc: z.strictObject({ corrected: count, uncorrected: count }).nullable(),
  /** The bits of why clocks are as they are. */
  clockReasons: count.nullable(),
});
export type GpuSensors = z.infer<typeof gpuSensors>;

/** What the process that reads GPUs' sensors says. It runs a vendor's library, so that its words are checked. */
export const gpuMessage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready'), names: z.array(z.string().max(96)).max(256) }),
  z.strictObject({ kind: z.literal('failed'), reason: z.string().max(1000) }),
  z.strictObject({
    kind: z.literal('readings'),
    gpus: z
      .array(
        z.union([
          z.strictObject({
            sensors: gpuSensors,
            milliwatts: z.int().nonnegative(),
            /** Null where the GPU does not count. */
            millijoules: z.number().nonnegative().nullable(),
          }),
          z.strictObject({ sensors: gpuSensors.optional(), problem: z.string().max(1000) }),
        ]),
      )
      .max(256),
  }),
]);

export type GpuMessage = z.infer<typeof gpuMessage>;

/** What that process is told. */
export interface GpuRequest {
  readonly library: string;
  readonly intervalSeconds: number;
}

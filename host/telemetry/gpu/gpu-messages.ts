import { z } from 'zod';

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
            milliwatts: z.int().nonnegative(),
            /** Null where the GPU does not count. */
            millijoules: z.number().nonnegative().nullable(),
          }),
          z.strictObject({ problem: z.string().max(1000) }),
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

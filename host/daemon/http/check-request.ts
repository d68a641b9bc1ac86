import type { z } from 'zod';
import { securityOf } from '../../stark/security/index.js';
import { runSecurity, SHAPES } from '../../vm/index.js';
import type { JobRequest } from '../api/index.js';
import type { DaemonConfig } from '../config.js';
import { parametersOf } from '../engine/index.js';
import { Refusal } from './refusal.js';

/** What a schema makes of a part of a request. @throws Refusal, which names the first member that is wrong */
export function parsePart<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  part: string,
  status = 400,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  const where = [part, ...path.map(String)].join('.').slice(0, 200);
  const remedy = 'Correct the request as /v1/openapi.json describes it.';
  throw new Refusal(
    status,
    status === 400 ? 'MALFORMED' : 'INVALID',
    `${where}: ${message}`.slice(0, 500),
    remedy,
  );
}

/** What the limits of the daemon make of a job. @throws Refusal 422 */
export function checkLimits(request: JobRequest, { limits, proving }: DaemonConfig): void {
  const refuse = (code: string, message: string, remedy: string): never => {
    throw new Refusal(422, code, message, remedy);
  };
  if (request.inputs.length > limits.jobInputs) {
    refuse('INPUTS', `a job has at most ${limits.jobInputs} inputs`, 'Pass fewer inputs.');
  }
  if (request.cycleLimit !== undefined && request.cycleLimit > limits.cycles) {
    refuse('CYCLES', `a run has at most ${limits.cycles} cycles here`, 'Declare a lower limit.');
  }
  const bits = provenBits(request);
  if (bits < proving.minBits) {
    refuse(
      'PARAMETERS',
      `${request.parameters} proves ${bits.toFixed(1)} bits, fewer than ${proving.minBits}`,
      'Use the parameters default.',
    );
  }
}

/** By parameters and hash set: to work it out takes a tenth of a second. */
const bitsByParameters = new Map<string, number>();

/** What the parameters of a job prove, whatever shapes its shards have. */
function provenBits(request: JobRequest): number {
  const key = `${request.parameters} ${request.hashSet}`;
  const known = bitsByParameters.get(key);
  if (known !== undefined) return known;
  const parameters = parametersOf(request);
  const shards = SHAPES.map((_, shape) => ({ shape }));
  const bits = securityOf(runSecurity({ parameters, shards })!).provenBits;
  bitsByParameters.set(key, bits);
  return bits;
}

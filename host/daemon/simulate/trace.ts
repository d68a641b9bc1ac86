import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { SwitchyardError } from '../../runtime/index.js';
import { SHAPES } from '../../vm/index.js';
import { estimateRun, USUAL_CYCLES, type RunSize } from '../engine/index.js';

const MOST_BYTES = 2 ** 26;
const MOST_LINES = 100_000;
const MOST_SHARDS = 2 ** 16;

/** Three years, within which sums of seconds are exact enough. */
const seconds = z.number().min(0).max(1e8);
const name = z.string().regex(/^[\w.-]{1,64}$/);
const shapeName = z.enum(SHAPES.map((shape) => shape.name) as [string, ...string[]]);

const traceJob = z
  .strictObject({
    at: seconds.describe('when it is submitted'),
    id: name.optional().describe('what the report calls it; default: the number of its line'),
    cycles: z
      .int()
      .min(1)
      .max(MOST_SHARDS * USUAL_CYCLES)
      .optional()
      .describe('of its run, in shards as the daemon takes them for a run that it has not counted'),
    shapes: z
      .partialRecord(shapeName, z.int().min(1).max(MOST_SHARDS))
      .optional()
      .describe('instead of cycles: how many shards of each shape, in order'),
    deadline: z.number().positive().max(1e8).optional().describe('seconds after it is submitted'),
    priority: z.int().min(-100).max(100).default(0).describe('as a job of the daemon has'),
    objective: z.enum(['latency', 'throughput']).default('throughput').describe('as a job of the daemon has'),
  })
  .refine(({ cycles, shapes }) => (cycles === undefined) !== (shapes === undefined), {
    message: 'has either cycles or shapes',
  });

const traceEvent = z
  .strictObject({
    at: seconds.describe('when it happens'),
    device: name.describe('to which device'),
    event: z.enum(['lost', 'back', 'slow']).describe('it is gone, is there again, or has another speed'),
    factor: z
      .number()
      .min(0.01)
      .max(1e6)
      .optional()
      .describe('with slow: how many times as long as by its profile it takes; 1: as fast as before'),
  })
  .refine(({ event, factor }) => (event === 'slow') === (factor !== undefined), {
    message: 'has a factor with slow, and with nothing else',
  });

export type TraceJob = z.output<typeof traceJob> & { readonly id: string };
export type TraceEvent = z.output<typeof traceEvent>;

/** What happens, in the order in which it was written. */
export interface Trace {
  readonly jobs: readonly TraceJob[];
  readonly events: readonly TraceEvent[];
}

/** Reads a trace: a JSON object a line. @throws SwitchyardError SY_ERR_ARGUMENT, which names the first line that is wrong */
export function parseTrace(text: string): Trace {
  const lines = text.split('\n');
  if (lines.length > MOST_LINES) refuse(`it has more than ${MOST_LINES} lines`);
  const jobs: TraceJob[] = [];
  const events: TraceEvent[] = [];
  const ids = new Set<string>();
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const number = i + 1;
    const value = parseLine(line, number);
    if (typeof value === 'object' && value !== null && 'device' in value) {
      events.push(checked(traceEvent, value, number));
      continue;
    }
    const job = checked(traceJob, value, number);
    const id = job.id ?? String(number);
    if (ids.has(id)) refuse(`line ${number}: there is a job ${id} already`);
    ids.add(id);
    jobs.push({ ...job, id });
  }
  if (jobs.length === 0) refuse('there is no job in it');
  return { jobs, events };
}

/** @throws SwitchyardError SY_ERR_FILE; what {@link parseTrace} does */
export function readTrace(file: string): Trace {
  let text: string;
  try {
    if (statSync(file).size > MOST_BYTES) refuse(`${file} has more than ${MOST_BYTES} bytes`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof SwitchyardError) throw error;
    throw new SwitchyardError('SY_ERR_FILE', `${file} cannot be read: ${(error as Error).message}`, {
      remedy: 'Name a file that can be read.',
      cause: error,
    });
  }
  return parseTrace(text);
}

/** What a job needs: where it says shards alone, with as many cycles as a run that was not counted would have in them. */
export function runOf({ cycles, shapes }: Pick<TraceJob, 'cycles' | 'shapes'>): RunSize {
  if (cycles !== undefined) return estimateRun(cycles);
  const list = Object.entries(shapes ?? {}).flatMap(([shape, count]) =>
    new Array<number>(count ?? 0).fill(SHAPES.findIndex(({ name: other }) => other === shape)),
  );
  return { cycles: list.length * USUAL_CYCLES, shapes: list };
}

function parseLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    return refuse(`line ${number} is no JSON: ${(error as Error).message}`);
  }
}

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown, number: number): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  return refuse(`line ${number}: ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`);
}

function refuse(message: string): never {
  throw new SwitchyardError('SY_ERR_ARGUMENT', `the trace: ${message}`, {
    argument: 'trace',
    remedy: 'Correct it; docs/simulate.md describes what a trace may have.',
  });
}

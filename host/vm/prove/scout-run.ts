import { RunReplay, SwitchyardError, type GuestOutcome, type ReplayRequest } from '../../runtime/index.js';
import { MACHINE_CHIPS } from '../machine.js';
import { EVERY_STEP_SHAPE, SHAPES } from '../shapes.js';
import { shapeHeights } from './choose-shape.js';
import { planCut, type RunWindow } from './plan-cut.js';

/** Cycles of a window. */
const WINDOW_CYCLES = 2 ** 17;
/** How far a plan for a cut sees: several shards of the largest shapes. */
const WINDOWS_AHEAD = 32;

/** Rows that some shape has room for. */
const LARGEST = Object.fromEntries(
  MACHINE_CHIPS.map(({ name }) => [name, Math.max(...SHAPES.map((_, shape) => shapeHeights(shape)[name]))]),
);

/** What a run will be, known before any of it is proven. */
export interface ScoutedRun {
  readonly cycles: number;
  readonly outcome: GuestOutcome;
  /** Its stretches in order, with the rows that each would need as a shard: at least as many as it does. */
  readonly windows: readonly RunWindow[];
}

/** What is known of a run before it is proven. */
export interface ScoutReport {
  readonly cycles: number;
  /** Shapes that its shards are expected to have, by index. */
  readonly shapes: readonly number[];
  readonly seconds: number;
}

export interface ScoutRequest extends Omit<ReplayRequest, 'detail' | 'lie'> {
  /** Whether a run may end with another exit code than 0. */
  readonly allowExitCode?: boolean | undefined;
  /** The most bytes of public values that a run may have; default: as many as the machine has. */
  readonly maxPublicValueBytes?: number | undefined;
}

/**
 * Executes a run and counts, so that what cannot be proven is refused before anything is proven.
 *
 * @throws SwitchyardError SY_ERR_ELF; SY_ERR_GUEST for a call that is not proven yet, by its name, and for a run that
 *   does not end well; SY_ERR_CANCELLED
 */
export async function scoutRun({
  allowExitCode,
  maxPublicValueBytes = Infinity,
  ...request
}: ScoutRequest): Promise<ScoutedRun> {
  await using replay = await RunReplay.open({ ...request, detail: 'counts' });
  const windows: RunWindow[] = [];
  let all = 0;
  for (;;) {
    const { cycles, rows, end } = await replay.nextShard({ steps: WINDOW_CYCLES, rows: LARGEST });
    windows.push({ cycles, rows });
    all += cycles;
    if (!end) continue;
    const { outcome } = end;
    if (outcome.exitCode !== 0 && !allowExitCode) throw badExit(outcome.exitCode);
    const { length } = outcome.publicValues;
    if (length > maxPublicValueBytes) throw tooManyPublicValues(length, maxPublicValueBytes);
    return { cycles: all, outcome, windows };
  }
}

function badExit(exitCode: number): SwitchyardError {
  return new SwitchyardError('SY_ERR_GUEST', `the program ended with exit code ${exitCode}`, {
    remedy: 'Mend the program or its input, or allow exit codes other than 0.',
  });
}

function tooManyPublicValues(bytes: number, most: number): SwitchyardError {
  return new SwitchyardError(
    'SY_ERR_GUEST',
    `the run has ${bytes} bytes of public values, more than ${most}`,
    {
      remedy: 'Publish a digest of what is large.',
      check: 'PUBLIC_VALUES',
    },
  );
}

/** How a run is cut. */
export interface CutChoice {
  readonly extensionDegree: number;
  /** The shape to cut to; without one, each shard is cut to what promises the fewest cells. */
  readonly shape?: number | undefined;
  /** The most steps of a shard. */
  readonly shardCycles: number;
}

/** Where a run is to be cut next if so many of its cycles are cut already. */
export function cutAt({ windows }: ScoutedRun, done: number, choice: CutChoice) {
  let first = 0;
  let before = 0;
  while (first < windows.length - 1 && before + windows[first].cycles <= done)
    before += windows[first++].cycles;
  const { extensionDegree, shape, shardCycles } = choice;
  const ahead = windows.slice(first, first + WINDOWS_AHEAD);
  return planCut(
    { windows: ahead, done: Math.max(0, done - before), shardCycles },
    extensionDegree,
    shape === undefined ? undefined : shapesFor(shape, ahead),
  );
}

/** A given shape, and another one for steps that it has no tables for. */
function shapesFor(shape: number, windows: readonly RunWindow[]): number[] {
  const heights = shapeHeights(shape);
  const isEnough = windows.every(({ rows }) =>
    Object.entries(rows).every(([chip, count]) => count === 0 || heights[chip] > 0),
  );
  return isEnough ? [shape] : [shape, EVERY_STEP_SHAPE];
}

/** The shapes that the shards of a run are expected to have. They are proven in the same or in cheaper ones. */
export function predictShapes(run: ScoutedRun, choice: CutChoice): number[] {
  const shapes: number[] = [];
  let done = 0;
  do {
    const { shape, cycles } = cutAt(run, done, choice);
    shapes.push(shape);
    done += Math.max(1, Math.min(cycles, choice.shardCycles));
  } while (done < run.cycles);
  return shapes;
}

import test from 'ava';
import { Dispatcher } from '../../../host/dispatch/index.js';
import { Device } from '../../../host/runtime/index.js';
import type { Chip } from '../../../host/stark/air/index.js';
import { PRESETS, type StarkParameters } from '../../../host/stark/proof/index.js';
import { proveStark } from '../../../host/stark/prove/index.js';
import { verifyStark, type VerificationResult } from '../../../host/stark/verify/index.js';
import { seededWords } from '../../field/random.js';
import {
  constraintsByKind,
  coverOf,
  namesOf,
  STANDARD_CHIPS,
  TraceBreaker,
  type BrokenCell,
} from '../chips/breaking.js';

// What checkTrace finds wrong must not verify either. For narrow chips, and for all with SWITCHYARD_LONG_TESTS=1, traces
// are proven that together fail every constraint. Else a sample of columns is broken, and one constraint of each kind.

const isLong = process.env.SWITCHYARD_LONG_TESTS === '1';
const SAMPLE = 24;
const WIDE = 100;

async function proveAndVerify(
  device: Device,
  chip: Chip,
  trace: Uint32Array,
  publicValues: readonly number[],
): Promise<VerificationResult> {
  const parameters: StarkParameters = { ...PRESETS.dev, field: chip.field.name };
  const upload = device.segment();
  const matrix = upload.upload(trace, {
    field: parameters.field,
    rows: trace.length / chip.width,
    columns: chip.width,
    form: 'canonical',
  });
  await upload.submit();
  const dispatcher = new Dispatcher(device);
  const proof = await proveStark({ chip, parameters, dispatcher, trace: matrix, publicValues });
  return verifyStark({ air: chip, parameters, proof, publicValues });
}

/** A trace for each of some columns, and for one constraint of each kind, drawn with a fixed seed. */
function sampleOf(chip: Chip, breaker: TraceBreaker): BrokenCell[] {
  const word = seededWords(1);
  const columns = new Set<number>();
  while (columns.size < SAMPLE) columns.add(word() % chip.width);
  return [
    ...[...columns].map((column) => breaker.breakColumn(column)),
    ...[...constraintsByKind(chip).values()].flatMap((kind) =>
      breaker.breakConstraint(kind[word() % kind.length]).slice(-1),
    ),
  ];
}

for (const { title, load } of STANDARD_CHIPS) {
  test.serial(`${title}: proofs of broken traces are refused`, async (t) => {
    if (isLong) t.timeout(3_600_000);
    const { chip, good } = load();
    const breaker = new TraceBreaker(chip, good);
    await using device = Device.open('cpu0', { threads: 2, budgetBytes: 2 ** 30 });
    t.true((await proveAndVerify(device, chip, good.trace, good.publicValues)).ok);

    const isWhole = isLong || chip.width < WIDE;
    const chosen = isWhole ? coverOf(breaker.breakAll()) : sampleOf(chip, breaker);
    const failed = namesOf(chosen);
    if (isWhole) t.is(failed.size, chip.constraintCount);
    for (const [kind, constraints] of constraintsByKind(chip)) {
      t.true(
        constraints.some(({ name }) => failed.has(name)),
        kind,
      );
    }
    const start = performance.now();
    for (const cell of chosen) {
      const where = `${chip.main.names[cell.column]} in row ${cell.row}`;
      t.true(cell.failed.size > 0, where);
      const result = await proveAndVerify(device, chip, breaker.apply(cell), good.publicValues);
      t.is(result.ok ? 'accepted' : result.check, 'CONSTRAINTS', where);
    }
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    t.log(
      `${chosen.length} traces that fail ${failed.size} of ${chip.constraintCount} constraints, ${seconds} s`,
    );
    t.is(device.state().liveHandles, 0);
  });
}

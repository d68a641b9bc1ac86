import { koalaBear } from '../../host/field/index.js';
import { checkTrace, type Chip } from '../../host/stark/air/index.js';
import { TableMessages, type TableMessage } from '../../host/stark/air/table-messages.js';
import type { Cells } from './rows.js';
import { familyOf, OPEN_WORDS, type Step } from './steps.js';

/** What a row says, and who refuses it. */
export interface Verdict {
  /** Constraints that are not 0, and queries that no table answers. */
  readonly refusals: readonly string[];
  /** Its messages to other steps and to memory, in no order. */
  readonly claims: ReadonlySet<string>;
  /** Its queries of range and byte tables. */
  readonly queries: readonly { readonly bus: string; readonly fields: readonly number[] }[];
}

/** The rows of a table, padded with zeros to a power of two. @throws Error for a column that does not exist */
export function traceOf(chip: Chip, rows: readonly Cells[]): Uint32Array {
  const columns = new Map(chip.main.names.map((name, i) => [name, i]));
  const height = 2 ** Math.ceil(Math.log2(Math.max(1, rows.length)));
  const trace = new Uint32Array(height * chip.width);
  rows.forEach((cells, row) => {
    for (const [name, value] of Object.entries(cells)) {
      const column = columns.get(name);
      if (column === undefined) throw new Error(`chip ${chip.name} has no column ${name}`);
      trace[chip.width * row + column] = chip.field.fromInteger(value);
    }
  });
  return trace;
}

/** Judges rows, each as that of its step: the decoded instruction is the step's. */
export function judge(chip: Chip, rows: readonly Cells[], steps: readonly Step[]): Verdict[] {
  const trace = traceOf(chip, rows);
  const refusals = rows.map((): string[] => []);
  for (const failure of checkTrace(chip, trace, [], undefined, { maxFailures: Infinity })) {
    refusals[failure.row].push(failure.constraint);
  }
  const messages = new TableMessages({ chip, trace, publicValues: [] });
  return rows.map((_, row) => {
    const claims = new Set<string>();
    const queries: Verdict['queries'][number][] = [];
    messages.visit(row, (message) => {
      const { place, direction, fields } = message;
      const bus = String(message.bus?.name);
      const refusal = refusalOf(message, steps[row]);
      if (refusal !== undefined) refusals[row].push(`${place}: ${refusal}`);
      if (bus === 'step' || bus === 'memory') claims.add(claim(bus, direction, fields));
      else if (bus !== 'decode') queries.push({ bus, fields });
    });
    return { refusals: refusals[row], claims, queries };
  });
}

/** What an honest row claims. */
export function claimsOf(step: Step): ReadonlySet<string> {
  const { pc, next, time, rs1, x, rd } = step;
  const claims: string[] = [claim('step', 'receive', [pc, time]), claim('step', 'send', [next, time + 4])];
  const access = (space: number, word: number, old: number, since: number, value: number, at: number) => {
    const limbs = (of: number): number[] => [of & 0xffff, of >>> 16];
    claims.push(claim('memory', 'receive', [space, word, ...limbs(old), since]));
    claims.push(claim('memory', 'send', [space, word, ...limbs(value), at]));
  };
  const family = familyOf(step.op);
  access(2, rs1, step.a, step.aTime, step.a, time);
  if (['register', 'branch', 'store'].includes(family)) access(2, x, step.b, step.bTime, step.b, time + 1);
  if (!['branch', 'store'].includes(family)) access(2, rd, step.old, step.oldTime, step.result, time + 2);
  if (['load', 'store'].includes(family)) {
    access(0, step.address, step.word, step.wordTime, step.newWord, time);
  }
  return new Set(claims);
}

function claim(bus: string, direction: string, fields: readonly number[]): string {
  return `${direction} ${bus} ${fields.join(' ')}`;
}

/** Why nobody answers a message of this step. */
function refusalOf({ bus, direction, fields }: TableMessage, step: Step): string | undefined {
  switch (bus?.name) {
    case 'step':
      return direction === 'receive' || fields[0] < OPEN_WORDS ? undefined : `no code at ${fields[0]}`;
    case 'memory':
      return fields[0] !== 0 || fields[1] < OPEN_WORDS ? undefined : `no data at ${fields[1]}`;
    case 'decode':
      return isDecoded(fields, step) ? undefined : `the instruction is another than ${fields.join()}`;
    default:
      return isInTable(String(bus?.name), fields) ? undefined : `no table has ${fields.join()}`;
  }
}

function isDecoded(fields: readonly number[], step: Step): boolean {
  const { pc, op, rd, rs1, x, y } = step;
  return [pc, op, rd, rs1, x, y, zOf(step)].every((field, i) => field === fields[i]);
}

/** The last field of the decoded instruction, docs/vm.md 6.1. */
function zOf({ op, pc, next, target, immediate }: Step): number {
  switch (familyOf(op)) {
    case 'immediate':
      return op === 1 ? next : pc + 1;
    case 'register':
      return pc + 1;
    case 'branch':
      return target;
    default:
      return koalaBear.fromInteger(immediate);
  }
}

/** Whether the tables of docs/vm.md section 10.1 answer a query. */
export function isInTable(table: string, [u, v, w, power]: readonly number[]): boolean {
  const [isByte, isLimb] = [(n: number) => n < 2 ** 8, (n: number) => n < 2 ** 16];
  switch (table) {
    case 'range16':
      return isLimb(u);
    case 'range11':
      return u < 2 ** 11;
    case 'align':
      return isLimb(u) && v === u % 4;
    case 'bytes':
      return isByte(u) && isByte(v);
    case 'xor':
      return isByte(u) && isByte(v) && w === (u ^ v);
    case 'shift':
      if (u > 1 || !isLimb(v) || w !== Math.floor(v / 8) % 4) return false;
      return power === (u === 0 ? 2 ** (v % 8) : 2 ** (8 - (v % 8)));
    default:
      throw new Error(`there is no table ${table}`);
  }
}

import { weightsFit } from '../bus-assignment.js';
import type { Chip } from '../chip.js';
import { unreadCells } from '../documentation.js';
import { fieldKey, freeFields } from './anchors.js';
import { RowAlgebra } from './row-algebra.js';
import { boundedMessages, rowCases, rowEvaluator } from './row-cases.js';

/** What an audit finds, each with what it means. */
export const AUDIT_FINDINGS = {
  unread: 'no constraint or message reads the column',
  degree: 'a constraint has a higher degree than there are quotient chunks for',
  vanishing: 'a constraint is 0 whatever the columns hold',
  repeated: 'a constraint is a multiple of another, or a message is stated twice',
  count: 'a bounded count may exceed its bound, or is never 0 or never reaches it',
  padding: 'the row of zeros breaks a constraint, or has messages',
  free: 'a sender may fill the field as it likes, and no receiver is there to mind',
  assumed: 'a field is assumed to be held, but is so by itself',
  overflow: 'counts may add up to the modulus',
} as const;

export type AuditFindingKind = keyof typeof AUDIT_FINDINGS;

export interface AuditFinding {
  readonly kind: AuditFindingKind;
  /** Empty for what concerns several. */
  readonly chip: string;
  /** Column, constraint, place of a message, or `BUS.FIELD`. */
  readonly subject: string;
}

export interface AuditOptions {
  /** Heights of tables, in the order of chips, each of which a batch may have. */
  readonly shapes?: readonly (readonly number[])[];
  /** Fields that are held for reasons that no row shows: `CHIP: BUS.FIELD`. */
  readonly assumed?: readonly string[];
  /** Chips whose padding is no row of zeros. */
  readonly paddedOtherwise?: readonly string[];
  /** The most that a constraint's degree may be, those of messages included; 3 unless given. */
  readonly maxDegree?: number;
}

/**
 * Looks at chips that make up one batch for what is wrong with them as they are written, whatever a trace holds. It
 * cannot show that constraints say what was meant; what it finds is worth a reason each.
 */
export function auditChips(
  chips: readonly Chip[],
  { shapes = [], assumed = [], paddedOtherwise = [], maxDegree = 3 }: AuditOptions = {},
): AuditFinding[] {
  return [
    ...chips.flatMap((chip) => [
      ...unreadCells(chip).map((subject) => finding('unread', chip, subject)),
      ...(chip.maxConstraintDegree > maxDegree
        ? [finding('degree', chip, `${chip.maxConstraintDegree}`)]
        : []),
      ...identities(chip),
      ...counts(chip),
      ...(paddedOtherwise.includes(chip.name) ? [] : padding(chip)),
    ]),
    ...anchoring(chips, new Set(assumed)),
    ...overflows(chips, shapes),
  ];
}

function finding(kind: AuditFindingKind, { name }: Pick<Chip, 'name'>, subject: string): AuditFinding {
  return { kind, chip: name, subject };
}

/** Constraints that say nothing, or nothing more. */
function identities(chip: Chip): AuditFinding[] {
  const { field } = chip;
  const algebra = new RowAlgebra(chip);
  const seen = new Set<string>();
  const findings: AuditFinding[] = [];
  for (const { name, node } of chip.constraints) {
    const values = algebra.fingerprint(node);
    if (values[0] === 0) {
      findings.push(finding('vanishing', chip, name));
      continue;
    }
    const inverse = field.inverse(values[0]);
    const ratios = values.map((value) => field.mul(value, inverse)).join();
    if (seen.has(ratios)) findings.push(finding('repeated', chip, name));
    seen.add(ratios);
  }
  const messages = new Set<string>();
  for (const { bus, place, messages: stated } of chip.interactions) {
    for (const { direction, count, fields } of stated) {
      const key = JSON.stringify([
        bus?.name,
        direction,
        [count, ...fields].map((node) => algebra.fingerprint(node)),
      ]);
      if (bus && messages.has(key)) findings.push(finding('repeated', chip, place));
      messages.add(key);
    }
  }
  return findings;
}

function counts(chip: Chip): AuditFinding[] {
  const messages = boundedMessages(chip);
  if (messages.length === 0) return [];
  const found = rowCases(chip);
  if (!found || found.cases.length === 0) {
    const columns =
      found?.unheld.map((column) => chip.main.names[column]) ?? messages.map(({ place }) => place);
    return columns.map((subject) => finding('count', chip, subject));
  }
  const at = rowEvaluator(
    chip,
    messages.map(({ count }) => count),
  );
  const values = found.cases.map(at);
  return messages
    .filter(({ weight, count }, i) => {
      const taken = values.map((row) => row[i]);
      const isConstant = chip.graph.constantValue(count) !== undefined;
      return taken.some((value) => value > weight) || (!isConstant && new Set(taken).size < 2);
    })
    .map(({ place }) => finding('count', chip, place));
}

function padding(chip: Chip): AuditFinding[] {
  const messages = chip.interactions.flatMap(({ place, messages: all }) =>
    all.map(({ count }) => ({ place, count })),
  );
  const at = rowEvaluator(chip, [
    ...chip.constraints.map(({ node }) => node),
    ...messages.map(({ count }) => count),
  ]);
  const values = at(new Map());
  const subjects = [...chip.constraints.map(({ name }) => name), ...messages.map(({ place }) => place)];
  return subjects.filter((_, i) => values[i] !== 0).map((subject) => finding('padding', chip, subject));
}

function anchoring(chips: readonly Chip[], assumed: ReadonlySet<string>): AuditFinding[] {
  const free = freeFields(chips, assumed);
  const keys = new Set(free.map(fieldKey));
  return [
    ...free
      .filter((field) => !assumed.has(fieldKey(field)))
      .map(({ chip, bus, field }) => finding('free', { name: chip }, `${bus}.${field}`)),
    ...[...assumed].filter((key) => !keys.has(key)).map((key) => finding('assumed', { name: '' }, key)),
  ];
}

/** For all buses together, as the verifier demands; so each of them is within the bound too. */
function overflows(chips: readonly Chip[], shapes: AuditOptions['shapes'] & object): AuditFinding[] {
  return shapes.flatMap((heights, i) =>
    weightsFit(chips[0].field, chips, heights) ? [] : [finding('overflow', { name: '' }, `shape ${i}`)],
  );
}

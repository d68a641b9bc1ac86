export type Severity = 'critical' | 'warning' | 'info';

/** What tells one condition from another. */
export interface ConditionKey {
  /** That of the alert and of its runbook page: `SwitchyardDeadlineMissed`. */
  readonly name: string;
  /** Which device, which target; nothing that changes while it lasts. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Something that somebody must be told of, as long as it lasts. */
export interface Condition extends ConditionKey {
  readonly severity: Severity;
  /** One sentence. */
  readonly summary: string;
  /** What more there is to know. */
  readonly description?: string;
  /** Where it stands what to do. */
  readonly runbook: string;
}

/** What a target is told. Times are in milliseconds since 1970. */
export interface Page {
  readonly status: 'firing' | 'resolved';
  readonly condition: Condition;
  readonly startsAt: number;
  /** Of what is resolved. */
  readonly endsAt: number | undefined;
}

/** Who pages. */
export interface PageSource {
  /** The server, as people call it. */
  readonly name: string;
  /** Where people look at it. */
  readonly link: string | undefined;
}

const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
const SEPARATOR = 0xff;

/** The labels that an alert of a condition has. */
export function labelsOf(
  { name, labels, severity }: Pick<Condition, 'name' | 'labels' | 'severity'>,
  source: PageSource,
): Record<string, string> {
  return { ...labels, alertname: name, instance: source.name, job: 'switchyard', severity };
}

/** Names a set of labels as Prometheus does: FNV-1a, 64 bits, over sorted names and values, in hexadecimal. */
export function fingerprint(labels: Readonly<Record<string, string>>): string {
  let hash = OFFSET;
  const add = (byte: number) => (hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * PRIME));
  for (const name of Object.keys(labels).sort()) {
    for (const text of [name, labels[name]]) {
      for (const byte of Buffer.from(text)) add(byte);
      add(SEPARATOR);
    }
  }
  return hash.toString(16).padStart(16, '0');
}

/** The same for conditions that are the same. */
export function keyOf({ name, labels }: ConditionKey): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([name, sorted]);
}

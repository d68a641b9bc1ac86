import test from 'ava';
import { fakeDaemon, TOKENS, type FakeDaemon } from '../fake-daemon.js';
import { fakeProgram } from '../fake-workshop.js';

/** Seeded requests over the API's own description; `SWITCHYARD_LONG_TESTS=1` sends ten times as many. */
const REQUESTS = process.env.SWITCHYARD_LONG_TESTS === '1' ? 30_000 : 3000;

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> };
  readonly responses: Record<string, unknown>;
}

interface Schema {
  readonly type?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Record<string, Schema>;
  readonly items?: Schema;
}

class Random {
  constructor(private state: number) {}

  below(limit: number): number {
    // xorshift32
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) % limit;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)];
  }
}

const NASTY: readonly unknown[] = [
  ...[
    '',
    ' ',
    '\0',
    '../../../etc/passwd',
    '%2e%2e%2f',
    '${7*7}',
    "'; DROP TABLE jobs; --",
    '\ud800',
    '💥'.repeat(50),
  ],
  ...['x'.repeat(3000), 'NaN', '1e400', '-1', '9007199254740993', 'true', 'null', '{"a":'],
  ...[null, true, false, 0, -1, 1.5, 1e308, -1e308, 2 ** 53, [], {}, [[[[]]]], { constructor: 1 }],
];

async function readOperations(daemon: FakeDaemon): Promise<Operation[]> {
  const response = await fetch(new URL('/v1/openapi.json', daemon.url));
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, Operation>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
    })),
  );
}

/** A value for a schema: often one that fits, else anything. */
function valueFor(random: Random, schema: Schema, known: readonly string[]): unknown {
  if (random.below(3) === 0) return random.pick(NASTY);
  if (schema.enum) return random.pick(schema.enum);
  if (schema.pattern) return random.pick(known);
  switch (schema.type) {
    case 'integer':
    case 'number':
      return random.pick([0, 1, 7, 100, 1e6]);
    case 'boolean':
      return random.below(2) === 0;
    case 'array':
      return Array.from({ length: random.below(4) }, () => valueFor(random, schema.items ?? {}, known));
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name]) => name === 'program' || random.below(2) === 0)
          .map(([name, member]) => [name, valueFor(random, member, known)]),
      );
    default:
      return random.pick(['2031-01-01T00:00:00Z', 'text', '12']);
  }
}

function bodyFor(random: Random, operation: Operation, known: readonly string[]) {
  const content = operation.requestBody?.content;
  const types = [
    'application/json',
    'application/octet-stream',
    'text/plain',
    'multipart/form-data',
    'nonsense',
  ];
  if (!content) return random.below(4) === 0 ? { type: random.pick(types), body: '{"x":1}' } : undefined;
  const [declared] = Object.keys(content);
  const type = random.below(8) === 0 ? random.pick(types) : declared;
  if (declared !== 'application/json') {
    const bytes = fakeProgram(`shards ${random.below(9)}`);
    return { type, body: random.below(2) === 0 ? bytes : bytes.subarray(random.below(bytes.length)) };
  }
  const text = JSON.stringify(valueFor(random, content[declared].schema, known));
  return { type, body: random.below(8) === 0 ? text.slice(0, random.below(text.length)) : text };
}

test('whatever is asked, the answer is one that the description has, and no refusal changes anything', async (t) => {
  await using daemon = await fakeDaemon({ limits: { requestBytes: 2500, unfinishedJobs: 100_000 } });
  const alice = daemon.client('alice');
  const { id: program } = await alice.uploadProgram(fakeProgram('shards 1'));
  const first = await alice.submit({ program });
  await alice.wait(first.id);
  const known = [program, program, first.id, first.id, 'key', '0'.repeat(64)];
  const operations = await readOperations(daemon);
  t.is(operations.length, 15);
  const submitting = operations.find(({ method, path }) => method === 'POST' && path === '/v1/jobs')!;
  const random = new Random(20_301);
  const statuses = new Map<number, number>();
  let accepted = 1;
  for (let i = 0; i < REQUESTS; i++) {
    // Few submissions are right by chance, so that there are many, however many routes there are.
    const operation = random.below(3) === 0 ? submitting : random.pick(operations);
    let path = operation.path;
    const query = new URLSearchParams();
    const headers: Record<string, string> = {};
    for (const parameter of operation.parameters) {
      const value = valueFor(random, parameter.schema, known);
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      if (parameter.in === 'path')
        path = path.replace(`{${parameter.name}}`, encodeURIComponent(text.replace(/[\ud800-\udfff]/g, '?')));
      else if (parameter.in === 'query' && random.below(2) === 0) query.append(parameter.name, text);
      else if (parameter.in === 'header' && /^[\x20-\x7e]*$/.test(text)) headers[parameter.name] = text;
    }
    const drawn = random.pick(['alice', 'alice', 'alice', 'bob', 'reader', 'admin', undefined] as const);
    // Whoever may drain the daemon would be the last to be let in.
    const who = drawn === 'admin' && operation.path === '/v1/admin/drain' ? 'reader' : drawn;
    if (who) headers.authorization = `Bearer ${TOKENS[who].token}`;
    // Chance alone hardly ever makes a job.
    const isGood = operation.method === 'POST' && operation.path === '/v1/jobs' && random.below(4) === 0;
    const good = { type: 'application/json', body: JSON.stringify({ program }) };
    const body = isGood ? good : bodyFor(random, operation, known);
    if (body) headers['content-type'] = body.type;
    const hasBody = body && operation.method !== 'GET';
    const controller = new AbortController();
    const response = await fetch(new URL(`${path}?${query.toString()}`, daemon.url), {
      ...{ method: operation.method, headers, signal: controller.signal },
      ...(hasBody ? { body: body.body as string } : {}),
    });
    const { status } = response;
    const what = `${i}: ${operation.method} ${path}?${query.toString()} as ${who} ${String(body?.body).slice(0, 200)}: ${status}`;
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const isRoute = status !== 404 || operation.path.includes('{');
    t.true(isRoute && (String(status) in operation.responses || status === 404), what);
    t.true(status < 500, what);
    if (status >= 400) {
      const { error } = (await response.json()) as { error: Record<string, string> };
      t.deepEqual(Object.keys(error).sort(), ['code', 'message', 'remedy'], what);
    } else if (status === 202) {
      const { id } = (await response.json()) as { id: string };
      if (!known.includes(id)) accepted++;
      known.push(id);
    } else if (operation.path === '/v1/status/events') {
      // It does not end by itself.
      controller.abort();
    } else {
      await response.arrayBuffer();
    }
  }
  t.true((statuses.get(202) ?? 0) > 0 && (statuses.get(422) ?? 0) > 0, JSON.stringify([...statuses]));
  let count = 0;
  for (let before: number | undefined; ;) {
    const page = await daemon
      .client('admin')
      .list({ limit: 200, ...(before === undefined ? {} : { before }) });
    count += page.jobs.length;
    if (page.next === null) break;
    before = page.next;
  }
  t.is(count, accepted);
});

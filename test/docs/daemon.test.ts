import { readFileSync } from 'node:fs';
import test from 'ava';
import { z } from 'zod';
import { daemonConfig } from '../../host/daemon/index.js';
import { TRANSITIONS } from '../../host/daemon/store/index.js';
import { repositoryFile } from '../support/repository.js';

interface Schema {
  readonly properties?: Record<string, Schema>;
  readonly items?: Schema;
  /** One of these. */
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly default?: unknown;
  readonly description?: string;
}

const PAGE = readFileSync(repositoryFile('docs/daemon.md'), 'utf8').replace(/ +/g, ' ');

function rows({ properties = {}, oneOf, anyOf }: Schema, prefix = ''): string[] {
  const variants = (oneOf ?? anyOf ?? []).flatMap((variant) => rows(variant, prefix));
  return [...variants, ...ownRows(properties, prefix)];
}

function ownRows(properties: Record<string, Schema>, prefix: string): string[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const key = `${prefix}${name}`;
    const { default: value, description = '' } = schema;
    const shown = value === undefined || typeof value === 'object' ? '' : `\`${JSON.stringify(value)}\``;
    return [
      `| \`${key}\` | ${shown} | ${description} |`.replace(/ +/g, ' '),
      ...rows(schema, `${key}.`),
      ...(schema.items ? rows(schema.items, `${key}[].`) : []),
    ];
  });
}

test('every key of the configuration is documented in its own words, with its default', (t) => {
  const expected = rows(z.toJSONSchema(daemonConfig, { io: 'input' }) as Schema);
  t.true(expected.length > 40);
  for (const row of expected) t.true(PAGE.includes(row), row);
});

test('every state of a job is documented with what may follow it', (t) => {
  for (const [state, next] of Object.entries(TRANSITIONS)) {
    const list = next.map((name) => `\`${name}\``).join(', ');
    t.true(
      PAGE.split('\n').some((line) => line.startsWith(`| \`${state}\` |`) && line.includes(list)),
      state,
    );
  }
});

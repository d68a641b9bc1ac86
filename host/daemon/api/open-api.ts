import { z } from 'zod';
import { API_ROUTES, COMMON_REFUSALS, REFUSALS, TOKEN_REFUSALS, type ApiRoute } from './routes.js';
import { apiError } from './schemas.js';

type Json = Record<string, unknown>;

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const described: Json = { ...z.toJSONSchema(schema, { io, target: 'draft-2020-12' }) };
  delete described.$schema;
  return described;
}

function parametersOf(place: 'path' | 'query' | 'header', schema: z.ZodObject | undefined): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    ...{ name, in: place, required: place === 'path' || required.includes(name), schema: property },
  }));
}

function contentOf(content: ApiRoute['answers'][number]['content']): Json {
  if (content === 'bytes') {
    return { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
  }
  if (content === 'text') return { 'text/plain': { schema: { type: 'string' } } };
  if (content === 'events') return { 'text/event-stream': { schema: { type: 'string' } } };
  const schema = content === 'any' ? { type: 'object' } : schemaOf(content, 'output');
  return { 'application/json': { schema } };
}

function bodyOf(body: ApiRoute['body']): Json {
  if (body === undefined) return {};
  const content =
    body === 'bytes' ? contentOf(body) : { 'application/json': { schema: schemaOf(body, 'input') } };
  return { requestBody: { required: true, content } };
}

function operationOf(name: string, route: ApiRoute): Json {
  const refusals = [
    ...Object.keys(COMMON_REFUSALS),
    ...(route.roles ? Object.keys(TOKEN_REFUSALS) : []),
    ...route.refusals,
  ].map(Number);
  const refusal = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };
  const answers = Object.entries(route.answers).map(([status, { about, content }]) => [
    status,
    { description: about, content: contentOf(content) },
  ]);
  return {
    operationId: name,
    summary: route.summary,
    ...(route.roles
      ? { security: [...(route.mayBeOpen ? [{}] : []), { token: [] }], 'x-roles': route.roles }
      : { security: [] }),
    parameters: [
      ...parametersOf('path', route.parameters),
      ...parametersOf('query', route.query),
      ...parametersOf('header', route.headers),
    ],
    ...bodyOf(route.body),
    responses: Object.fromEntries([
      ...answers,
      ...refusals.map((status) => [status, { description: REFUSALS[status], content: refusal }]),
    ]) as Json,
  };
}

/** The description of the API, made from the very schemas that requests are checked with. */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Json> = {};
  for (const [name, route] of Object.entries(API_ROUTES)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(name, route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Switchyard', version, license: { name: 'MIT OR Apache-2.0' } },
    paths,
    components: {
      schemas: { Error: schemaOf(apiError, 'output') },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

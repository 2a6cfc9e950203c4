import { Ajv } from 'ajv';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { smokeSuiteSchema } from '../../../scripts/schemas/smoke-suite-schema.ts';
import { smokeConfigSchema } from '../../../src/checks/smoke/config/smoke-config.ts';

const schema = smokeSuiteSchema();
const validate = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);
const isAccepted = (document: unknown) => v.safeParse(smokeConfigSchema, document).success;

describe('schemas/smoke-suite.schema.json', () => {
  test('has every key of a suite and of a request, each with a description', () => {
    const { properties } = schema as { properties: Record<string, Described> };
    const request = find(properties['requests'], 'path');

    expect(Object.keys(properties)).toEqual(expect.arrayContaining(['baseUrl', 'requests', 'attempts', 'headers']));
    expect(Object.keys(request)).toEqual(expect.arrayContaining(['method', 'path', 'status', 'json', 'expect']));
    for (const [key, { description }] of [...Object.entries(properties), ...Object.entries(request)]) {
      expect(description, key).toMatch(/\S/);
    }
  });

  test('does not have the key that names a suite, because a suite cannot name another one', () => {
    expect(validate({ suite: 'ssm:/shop/smoke' })).toBe(false);
  });
});

describe('the JSON Schema and the schema of the hook', () => {
  test.each(accepted())('both accept %j', (document) => {
    validate(document);

    expect(validate.errors).toBeNull();
    expect(isAccepted(document)).toBe(true);
  });

  test.each(refused())('both refuse %j', (document) => {
    expect({ jsonSchema: validate(document), hook: isAccepted(document) }).toEqual({ jsonSchema: false, hook: false });
  });

  test('agree that what the hook accepts is right, for any values of any keys', () => {
    const documents = documentOf(schema, 0);
    let both = 0;

    fc.assert(
      fc.property(documents, (document) => {
        if (!isAccepted(document)) return;
        both += 1;
        validate(document);
        expect(validate.errors).toBeNull();
      }),
      { numRuns: 1000 },
    );
    expect(both).toBeGreaterThan(20);
  });

  test('agree about any values that are not what a key takes', () => {
    const keys = Object.keys((schema as { properties: object }).properties);
    const one = fc.tuple(fc.constantFrom(...keys), fc.jsonValue({ maxDepth: 1 }));

    fc.assert(
      fc.property(one, ([key, value]) => {
        if (isAccepted({ [key]: value })) expect(validate({ [key]: value })).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

function accepted(): [unknown][] {
  return [
    {},
    { requests: ['/health'] },
    { requests: ['/health', { path: '/version', status: [200, '3xx'], maxMillis: 2000, contains: 'a' }] },
    { requests: [{ path: '/', status: '2xx' }] },
    { requests: [{ path: '/', status: '200-204' }] },
    {
      requests: [
        { path: '/', json: { '$.sha': 'abc123', '$.items': { count: 2 }, '$.n': { '>': 3, not: { '==': 7 } } } },
      ],
    },
    {
      requests: [{ path: '/', expect: { header: { 'content-type': { startsWith: 'application/json' } }, body: 'ok' } }],
    },
    { requests: [{ path: '/', expect: { schema: { type: 'object' }, tls: { daysToExpiry: { '>=': 14 } } } }] },
    { requests: [{ path: '/', followRedirects: 3, expect: { redirects: { count: 1, location: ['/b'] } } }] },
    {
      requests: [{ method: 'POST', path: '/orders', body: { json: { a: [1, null] } }, query: { page: 1, tag: ['a'] } }],
    },
    { headers: { 'x-tenant': 'a' }, expect: { cookie: { session: { exists: true } } } },
    { baseUrl: 'https://test.example.com/shop', host: 'shop.example.com', attempts: 10, concurrency: 50 },
  ].map((document) => [document]);
}

function refused(): [unknown][] {
  return [
    'requests',
    { reqests: [] },
    { requests: [] },
    { requests: ['health'] },
    { requests: [{}] },
    { requests: [{ path: '/a b' }] },
    { requests: [{ path: '/a#b' }] },
    { requests: [{ path: '/', staus: 200 }] },
    { requests: [{ path: '/', status: 'ok' }] },
    { requests: [{ path: '/', status: 99 }] },
    { requests: [{ path: '/', method: 'get' }] },
    { requests: [{ path: '/', headers: ['a'] }] },
    { requests: [{ path: '/', headers: { 'a b': 'c' } }] },
    { requests: [{ path: '/', headers: { a: 1 } }] },
    { requests: [{ path: '/', json: {} }] },
    { requests: [{ path: '/', json: { sha: 'abc' } }] },
    { requests: [{ path: '/', json: { '$.a': [1] } }] },
    { requests: [{ path: '/', json: { '$.a': { equals: 1 } } }] },
    { requests: [{ path: '/', json: { '$.a': { '<': 'b' } } }] },
    { requests: [{ path: '/', json: { '$.a': { not: { not: { like: 1 } } } } }] },
    { requests: [{ path: '/', expect: {} }] },
    { requests: [{ path: '/', maxMillis: 0 }] },
    { requests: [{ path: '/', maxMillis: 1.5 }] },
    { timeoutSeconds: '5' },
    { timeoutSeconds: 61 },
    { attempts: 0 },
    { allowUnproved: 'yes' },
    { scheme: 'ftp' },
  ].map((document) => [document]);
}

type Described = {
  description?: string;
  allOf?: Described[];
  anyOf?: Described[];
  items?: Described;
  properties?: Record<string, Described>;
  $ref?: string;
};

/** The keys of the first object in it that has this key. */
function find(part: Described | undefined, key: string): Record<string, Described> {
  if (part?.properties && key in part.properties) return part.properties;
  const named = part?.$ref && (schema['definitions'] as Record<string, Described>)[part.$ref.replace(/.*\//, '')];
  const inner = [...(part?.anyOf ?? []), ...(part?.allOf ?? []), part?.items, named || undefined];
  return (
    inner
      .filter(Boolean)
      .map((each) => find(each, key))
      .find((found) => Object.keys(found).length > 0) ?? {}
  );
}

/** Values that the JSON Schema describes, more or less: some are wrong, which is what the property is about. */
function documentOf(part: unknown, depth: number): fc.Arbitrary<unknown> {
  const {
    $ref,
    anyOf,
    allOf,
    type,
    properties,
    required = [],
    items,
    additionalProperties,
    enum: choices,
    propertyNames,
  } = (part || {}) as Record<string, never> & { required?: string[] };
  if (depth > 7) return fc.constant(1);
  if ($ref)
    return documentOf((schema['definitions'] as Record<string, unknown>)[String($ref).replace(/.*\//, '')], depth + 1);
  if (anyOf) return fc.oneof(...(anyOf as unknown[]).map((each) => documentOf(each, depth + 1)));
  if (allOf && !type && !properties) return documentOf((allOf as unknown[])[0], depth + 1);
  if (choices) return fc.constantFrom(...(choices as unknown[]));
  if (properties) {
    const entries = Object.entries(properties as Record<string, unknown>).map(
      ([key, inner]) => [key, documentOf(inner, depth + 1)] as const,
    );
    // A few keys at a time: with all of them, some rule between keys nearly always refuses.
    return fc
      .shuffledSubarray(entries, { maxLength: Math.min(2, entries.length) })
      .chain((some) => fc.record(Object.fromEntries([...some, ...entries.filter(([key]) => required.includes(key))])));
  }
  if (type === 'object') {
    const value = additionalProperties === undefined ? fc.constant('a') : documentOf(additionalProperties, depth + 1);
    const pattern = JSON.stringify(propertyNames ?? '');
    return fc.dictionary(
      fc.constantFrom(...(pattern.includes('\\$') ? ['$.a', '$.b[0]'] : ['session', 'x-a'])),
      value,
      { maxKeys: 2 },
    );
  }
  if (type === 'array') return fc.array(documentOf(items, depth + 1), { maxLength: 2 });
  if (type === 'integer' || type === 'number') return fc.constantFrom(1, 5, 50, 200, 204, 700, 0.5);
  if (type === 'boolean') return fc.boolean();
  if (type === 'string')
    return fc.constantFrom(
      '/health',
      'a',
      '$.a',
      '2xx',
      'https://a.example.com',
      'a.example.com',
      'application/json',
      '$revisionId',
      '',
    );
  return fc.constantFrom('/a', 1, true, null, {});
}

import { describe, expect, test } from 'vitest';
import { compileExpectations } from '../../../../src/checks/smoke/expect/compile-expectations.ts';
import { parseJsonPath } from '../../../../src/checks/smoke/expect/json-path.ts';
import { httpProbe } from '../../../../src/checks/smoke/probe/http-probe.ts';
import { smokeCheck } from '../../../../src/checks/smoke/smoke-check.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { readHookConfiguration } from '../../../../src/service-hooks/hook-configuration.ts';
import { targetOfEvent } from '../../../deployment/target-of-event.ts';
import { contextFor } from '../../check-context.ts';
import { serveHttp } from '../local-servers.ts';
import { expecting } from '../results.ts';

const wrong: [JsonObject, string][] = [
  [
    { requests: ['/', { path: '/', json: { '$..x[': 1 } }] },
    'hookDetails.requests[1].json["$..x["]: expected a path of RFC 9535: ',
  ],
  [
    { requests: [{ path: '/', expect: { json: { '$.a[?nope(@.b)]': 1 } } }] },
    'hookDetails.requests[0].expect.json["$.a[?nope(@.b)]"]: expected a path of RFC 9535: no such function \'nope\'',
  ],
  [
    { requests: ['/', '/a'], expect: { header: { 'x-Version': { matches: 'v(?=1)' } } } },
    'hookDetails.expect.header["x-Version"]: expected a regular expression of RE2: lookahead and lookbehind are not supported, because they cannot be matched in linear time',
  ],
  [
    { requests: [{ path: '/', expect: { body: { not: { matches: '(' } } } }] },
    'hookDetails.requests[0].expect.body: expected a regular expression of RE2: missing closing ): `(`',
  ],
  [
    { requests: [{ path: '/', expect: { cookie: { sid: { matches: '(' } } } }] },
    'hookDetails.requests[0].expect.cookie["sid"]: expected a regular expression of RE2: missing closing ): `(`',
  ],
  [
    { requests: [{ path: '/', followRedirects: 1, expect: { redirects: { location: { matches: '(' } } } }] },
    'hookDetails.requests[0].expect.redirects.location: expected a regular expression of RE2: missing closing ): `(`',
  ],
  [
    { requests: [{ path: '/', followRedirects: 2, expect: { redirects: { location: ['/a', { matches: '(' }] } } }] },
    'hookDetails.requests[0].expect.redirects.location[1]: expected a regular expression of RE2: missing closing ): `(`',
  ],
  [
    { requests: [{ path: '/', expect: { schema: { type: 'objekt' } } }] },
    'hookDetails.requests[0].expect.schema: expected a JSON Schema: schema is invalid: data/type must be equal to one of the allowed values',
  ],
  [
    { requests: [{ path: '/', expect: { schema: { $ref: 'https://example.com/s.json' } } }] },
    "hookDetails.requests[0].expect.schema: expected a JSON Schema: can't resolve reference https://example.com/s.json",
  ],
  [
    { requests: ['/'], teardown: [{ path: '/', capture: { id: { matches: 'id=(.*' } } }] },
    'hookDetails.teardown[0].capture.id.matches: expected a regular expression of RE2: missing closing ): `id=(.*`',
  ],
  [
    {
      ...{ baseUrl: 'https://green.example', productionUrl: 'https://blue.example' },
      requests: ['/', { path: '/', compare: { values: ['$.price', '$..x['] } }],
    },
    'hookDetails.requests[1].compare.values[1]: expected a path of RFC 9535: ',
  ],
];

describe('what the schema of hookDetails cannot check', () => {
  test.each(wrong)('fails the gate before anything is sent: %j', async (hookDetails, reason) => {
    const server = await serveHttp((_request, response) => response.end('{}'));
    const check = smokeCheck({
      probe: httpProbe({ allowLoopback: true }),
      discover: () => Promise.reject(new Error('not called')),
    });
    const config = { baseUrl: `http://127.0.0.1:${server.port}`, allowUnproved: true, ...hookDetails };
    const context = await contextFor(check, config);

    const verdict = await check.run(targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc'), context);

    expect(verdict).toMatchObject({ kind: 'fail', reason: expect.stringContaining(reason) });
    expect(server.requests).toEqual([]);
  });

  test.each(wrong)('is what attach, doctor and plan report too: %j', async (hookDetails, reason) => {
    const { problem } = await readHookConfiguration('smoke', hookDetails, {});

    expect(problem).toContain(reason);
  });
});

describe('compileExpectations', () => {
  test('names at most three faults, and how many more there are', async () => {
    const json = { '$.[': 1, '$[?': 1, '$..': 1, '$[': 1, '$.a': 1 };
    const compiled = await compileExpectations([expecting({ json })], 'setup');

    expect(compiled.ok ? '' : compiled.reason).toMatch(
      /^hookDetails\.setup\[0\]\.expect\.json\["\$\.\["\]: .*, hookDetails\.setup.*, hookDetails\.setup.* and 1 more$/,
    );
    expect((compiled.ok ? '' : compiled.reason).match(/hookDetails/g)).toHaveLength(3);
  });

  test('names a fault of what all requests share only once', async () => {
    const { reason } = (await readAll({ requests: ['/', '/a'], expect: { json: { '$[': 1 } } })) as { reason: string };

    expect(reason.match(/hookDetails/g)).toHaveLength(1);
    expect(reason).not.toContain('more');
  });

  test('names three faults without any more', async () => {
    const broken = ['(', 'a(', 'b('].map((matches, at) => ({ path: `/${at}`, expect: { body: { matches } } }));

    expect((await readAll({ requests: broken })).reason).toBe(
      ['(', 'a(', 'b(']
        .map(
          (text, at) =>
            `hookDetails.requests[${at}].expect.body: expected a regular expression of RE2: missing closing ): \`${text}\``,
        )
        .join(', '),
    );
  });

  test('prepares each path to several values that is compared with blue, and nothing else of the comparison', async () => {
    const values = ['$.total', '$..price'].map((text) => ({ of: 'json' as const, text, path: parseJsonPath(text) }));
    const request = { expect: undefined, compare: { status: true, values } };
    const prepared = { ...values[1], query: expect.anything() };

    expect(await compileExpectations([request], 'requests')).toEqual({
      ok: true,
      requests: [{ expect: undefined, compare: { status: true, values: [values[0], prepared] } }],
    });
  });

  test('leaves what needs no library as it is', async () => {
    const capture = [{ name: 'id', isSecret: false, from: { of: 'json' as const, path: '$.id' } }];
    const request = { ...expecting({ json: { '$.a': 1 }, header: { x: { contains: 'y' } } }), path: '/', capture };

    expect(await compileExpectations([request, { expect: undefined, path: '/b' }], 'requests')).toEqual({
      ok: true,
      requests: [request, { expect: undefined, path: '/b' }],
    });
  });
});

async function readAll(hookDetails: JsonObject) {
  const { problem } = await readHookConfiguration('smoke', hookDetails, {});
  return { reason: problem };
}

import { describe, expect, test } from 'vitest';
import { smokeConfigSchema } from '../../../../src/checks/smoke/config/smoke-config.ts';
import { readConfiguration } from '../../../../src/hook/configuration.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';

const json = { '$.a': 1 };

describe('the keys of a request together', () => {
  test.each<JsonObject>([
    { json, expect: { header: { etag: 'x' } } },
    { method: 'HEAD', expect: { header: { etag: 'x' } } },
    { followRedirects: 1, expect: { redirects: { count: 1 } } },
    { followRedirects: 0, expect: { header: { location: '/a' } } },
  ])('may be %j', async (request) => {
    expect(await wrong(request)).toBeUndefined();
  });

  test.each<[JsonObject, string]>([
    [{ method: 'HEAD', json }, 'expected no json, schema and body: an answer to HEAD has no body'],
    [
      { method: 'HEAD', expect: { schema: { type: 'object' } } },
      'expected no json, schema and body: an answer to HEAD has no body',
    ],
    [{ json, expect: { json: { '$.b': 1 } } }, 'expected json once: in the request, or in its expect'],
    [
      { json, expect: { header: { etag: 'x' }, json: { '$.b': 1 } } },
      'expected json once: in the request, or in its expect',
    ],
    [
      { expect: { redirects: { count: 1 } } },
      'expected followRedirects for expect.redirects: without it no redirect is followed',
    ],
    [
      { expect: { header: { etag: 'x' }, redirects: { location: '/a' } } },
      'expected followRedirects for expect.redirects: without it no redirect is followed',
    ],
  ])('are refused if they are %j', async (request, reason) => {
    expect(await wrong(request)).toBe(`hookDetails.requests[0]: ${reason}`);
  });
});

/** The reason why the request is refused; undefined if it is valid. */
async function wrong(request: JsonObject): Promise<string | undefined> {
  const read = await readConfiguration({ requests: [{ path: '/', ...request }] }, {}, smokeConfigSchema);
  return read.ok ? undefined : read.reason;
}

import { describe, expect, test } from 'vitest';
import { smokeConfigSchema } from '../../../../src/checks/smoke/config/smoke-config.ts';
import { readConfiguration } from '../../../../src/hook/configuration.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { selfSigned } from '../self-signed.ts';

const { cert, key } = selfSigned('shop.example');
const unverified = { unverified: true };

describe('tls', () => {
  test('of a request wins over that of all', async () => {
    const requests = ['/', { path: '/own', tls: unverified }];

    expect(await read({ tls: { ca: 'ssm:/shop/ca' }, requests })).toMatchObject([
      { path: '/', tls: { ca: 'ssm:/shop/ca' } },
      { path: '/own', tls: unverified },
    ]);
    expect(await read({ tls: { ca: cert } })).toMatchObject([{ tls: { ca: cert } }]);
  });

  test.each<[JsonObject, string]>([
    [{ tls: true }, 'tls: expected an object with ca or unverified'],
    [{ tls: {} }, 'tls: expected either ca or unverified'],
    [{ tls: { ca: cert, unverified: true } }, 'tls: expected either ca or unverified'],
    [{ tls: { unverified: false } }, 'tls.unverified: expected true, or no unverified at all'],
    [{ tls: { rejectUnauthorized: false } }, 'tls.rejectUnauthorized'],
    [{ tls: { ca: '/etc/ssl/ca.pem' } }, 'tls.ca: expected certificates in PEM format, or where they are stored'],
    [{ tls: { ca: 'ssm:' } }, 'tls.ca: expected certificates in PEM format, or where they are stored'],
    ...['x ssm:/shop/ca', 'ssm:/shop/ca x', 'xssm:/shop/ca', 'secretsmanager:a b'].map((ca): [JsonObject, string] => [
      { tls: { ca } },
      'tls.ca: expected certificates in PEM format, or where they are stored',
    ]),
    [{ tls: { ca: 'x'.repeat(65_537) } }, 'tls.ca: expected at most 65536 characters, not 65537'],
    [{ tls: { ca: cert + key } }, 'tls.ca: expected certificates only, without a private key'],
  ])('refuses %j', async (details, message) => {
    expect(await read(details)).toContain(message);
  });

  test('does not show a private key that it refuses', async () => {
    expect(await read({ tls: { ca: key } })).not.toContain(key.slice(40, 60));
  });

  test.each<[string, JsonObject]>([
    ['authorization', { tls: unverified, headers: { authorization: 'Bearer hunter2' } }],
    ['a cookie', { requests: [{ path: '/', headers: { Cookie: 'sid=1' }, tls: unverified }] }],
    [
      'a header with the name of a secret',
      { tls: unverified, requests: [{ path: '/', headers: { 'x-api-key': 'k' } }] },
    ],
    ['a signature', { tls: unverified, auth: { sigv4: { service: 'vpc-lattice-svcs' } } }],
    [
      'a captured token',
      {
        setup: [{ path: '/token', capture: { token: '$.token' } }],
        requests: [{ path: '/', auth: { bearer: '{{token}}' }, tls: unverified }],
      },
    ],
    [
      'secrets, which any request may use',
      { secrets: { token: 'ssm:/t' }, requests: [{ path: '/', tls: unverified }] },
    ],
  ])('refuses %s next to unverified', async (_what, details) => {
    expect(await read(details)).toContain('next to tls.unverified: anybody could receive them; set tls.ca');
  });

  test('accepts unverified for a request without a credential', async () => {
    const requests = [
      { path: '/a', tls: unverified, headers: { accept: 'text/html' }, auth: 'none' },
      { path: '/b', headers: { authorization: 'x' } },
    ];

    expect(await read({ requests })).toHaveLength(2);
    expect(await read({ secrets: { token: 'ssm:/t' } })).toHaveLength(1);
  });
});

describe('several URLs in baseUrl', () => {
  const baseUrl = { web: 'https://web.example', api: 'https://api.example/v1' };

  test('are chosen by at', async () => {
    const requests = [
      { path: '/', at: 'web' },
      { path: '/', at: 'api' },
    ];

    expect(await read({ baseUrl, requests })).toMatchObject(requests);
  });

  test.each<[JsonObject, string]>([
    [{ baseUrl, requests: ['/'] }, 'expected at in requests[0] to be one of the names in baseUrl: web, api'],
    [
      { baseUrl, requests: [{ path: '/', at: 'db' }] },
      'expected at in requests[0] to be one of the names in baseUrl: web, api',
    ],
    [{ baseUrl, requests: [{ path: '/', at: 'toString' }] }, 'expected at in requests[0] to be one of'],
    [
      { baseUrl: 'https://web.example', requests: [{ path: '/', at: 'web' }] },
      'expected no at: baseUrl has no URL called "web"',
    ],
    [{ requests: [{ path: '/', at: 'web' }] }, 'expected no at: baseUrl has no URL called "web"'],
    [
      { baseUrl, host: 'shop.example', requests: [{ path: '/', at: 'web' }] },
      'expected no host next to several URLs in baseUrl',
    ],
    [{ baseUrl: {}, requests: [] }, 'baseUrl: expected at least one URL'],
    [
      { baseUrl: { web: 'http://169.254.169.254' }, requests: [{ path: '/', at: 'web' }] },
      'baseUrl.web: expected another host, not "http://169.254.169.254": this is a link-local address',
    ],
    [{ baseUrl: { 'a b': 'https://web.example' } }, 'expected a name of letters, digits, - and _'],
  ])('refuses %j', async (details, message) => {
    expect(await read(details)).toContain(message);
  });
});

/** The completed requests, or the reason why the configuration is refused. */
async function read(details: JsonObject) {
  const found = await readConfiguration(details, {}, smokeConfigSchema);
  return found.ok ? found.config.requests : found.reason;
}

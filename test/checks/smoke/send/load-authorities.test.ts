import { expect, test } from 'vitest';
import type { SmokeRequest } from '../../../../src/checks/smoke/config/request-config.ts';
import { loadAuthorities } from '../../../../src/checks/smoke/send/load-authorities.ts';
import { result } from '../results.ts';
import { selfSigned } from '../self-signed.ts';

const { cert } = selfSigned('Shop Root');
const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
const { signal } = new AbortController();

test('each place is read once, and requests without certificates remain as they are', async () => {
  const asked: string[] = [];
  const plain = requestWith(undefined);
  const unverified = requestWith({ unverified: true });
  const named = { ...requestWith({ ca: 'ssm:/shop/ca' }), path: '/named' };
  const written = requestWith({ ca: cert });

  const loaded = await loadAuthorities(
    [plain, unverified, named, named, written],
    async (reference) => {
      asked.push(reference);
      return cert;
    },
    signal,
  );

  expect(asked).toEqual(['ssm:/shop/ca']);
  expect(loaded).toEqual({
    requests: [plain, unverified, { ...named, tls: { ca: cert } }, { ...named, tls: { ca: cert } }, written],
  });
  expect('requests' in loaded && loaded.requests.slice(0, 2)).toStrictEqual([plain, unverified]);
});

test.each<[string, string, string | undefined, object]>([
  [
    'text that is no certificate',
    'ssm:/shop/ca',
    'a password',
    { kind: 'fail', reason: 'tls.ca at ssm:/shop/ca has no certificate in it: write PEM certificates' },
  ],
  [
    'nothing',
    'ssm:/shop/ca',
    undefined,
    { kind: 'fail', reason: 'tls.ca at ssm:/shop/ca has no certificate in it: write PEM certificates' },
  ],
  [
    'a good certificate and a broken one',
    'ssm:/shop/ca',
    cert + broken,
    { kind: 'fail', reason: 'tls.ca at ssm:/shop/ca has a certificate that cannot be read: write PEM certificates' },
  ],
  [
    'a broken one that is written there',
    broken,
    undefined,
    { kind: 'fail', reason: 'tls.ca has a certificate that cannot be read: write PEM certificates' },
  ],
])('%s fails the gate', async (_what, ca, found, verdict) => {
  const loaded = await loadAuthorities([requestWith(undefined), requestWith({ ca })], async () => found, signal);

  expect(loaded).toEqual({ verdict });
});

function requestWith(tls: SmokeRequest['tls']): SmokeRequest {
  const { request } = result({}, { kind: 'refused', problem: 'not sent' });
  return { ...request, ...(tls !== undefined && { tls }) };
}

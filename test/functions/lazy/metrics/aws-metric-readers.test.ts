import { STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, test, vi } from 'vitest';
import type { MetricReader, MetricSource } from '../../../../src/checks/metrics/reader/metric-reader.ts';
import { assumeRole } from '../../../../src/functions/lazy/metrics/assume-role.ts';
import { awsMetricReaders } from '../../../../src/functions/lazy/metrics/aws-metric-readers.ts';
import { NodeSha256 } from '../../../../src/storage/s3/node-sha256.ts';

const { signal } = new AbortController();
const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI', sessionToken: 'session' };
const own = { region: 'eu-central-1', credentials: async () => keys };
const here = { region: undefined, roleArn: undefined, externalId: undefined, accountId: undefined };
const window = { from: new Date('2026-11-22T14:00:00Z'), until: new Date('2026-11-22T14:05:00Z') };

type Sent = { url: string; method: string; headers: Record<string, string>; body: string; signal?: AbortSignal };

/** A server that keeps what it got and has no series. */
function prometheus(status = 200, answer = '{"status":"success","data":{"resultType":"matrix","result":[]}}') {
  const sent: Sent[] = [];
  const send = async (url: unknown, init: unknown) => {
    sent.push({ ...(init as Sent), url: String(url) });
    return new Response(answer, { status });
  };
  const readers = awsMetricReaders(own, send as typeof fetch);
  const ask = (workspace: string, source = here) =>
    readers.prometheus(source, workspace).read([{ id: 'a', periodSeconds: 60, promql: 'sum(up)' }], window, signal);
  return { sent, ask };
}

/** Signs what was sent again, at the same time, as the server does. */
async function signatureOf({ url, method, headers, body }: Sent, service: string, region: string): Promise<string> {
  const signer = new SignatureV4({ service, region, credentials: keys, sha256: NodeSha256 });
  const { hostname, pathname: path } = new URL(url);
  const [, day = '', time = ''] = /^(\d{8})T(\d{6})Z$/.exec(headers['x-amz-date'] ?? '') ?? [];
  const signingDate = new Date(`${day.replace(/(....)(..)/, '$1-$2-')}T${time.replace(/(..)(..)/, '$1:$2:')}Z`);
  const signed = await signer.sign(
    {
      ...{ method, protocol: 'https:', hostname, path, query: {}, body },
      headers: { host: hostname, 'content-type': headers['content-type'] ?? '' },
    },
    { signingDate },
  );
  return signed.headers['authorization'] ?? '';
}

describe('PromQL in AWS', () => {
  test.each([
    ['ws-1', 'https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-1/api/v1/query_range', 'aps'],
    ['cloudwatch', 'https://monitoring.eu-central-1.amazonaws.com/api/v1/query_range', 'monitoring'],
  ])('is sent to %s as a signed form', async (workspace, url, service) => {
    const { sent, ask } = prometheus();

    const series = await ask(workspace);

    expect(series.get('a')).toEqual({ complete: true, points: [] });
    expect(sent).toHaveLength(1);
    const [request] = sent as [Sent];
    expect(request).toMatchObject({ url, method: 'POST', redirect: 'error' });
    expect(request.signal).toBe(signal);
    expect(request.body).toBe('query=sum%28up%29&start=1795356060&end=1795356300&step=60');
    expect(request.headers['authorization']).toContain(`/eu-central-1/${service}/aws4_request`);
    expect(request.headers['authorization']).toBe(await signatureOf(request, service, 'eu-central-1'));
    expect(request.headers['x-amz-security-token']).toBe('session');
  });

  test.each([
    ['cn-north-1', 'amazonaws.com.cn'],
    ['eusc-de-east-1', 'amazonaws.eu'],
    ['us-isob-east-1', 'sc2s.sgov.gov'],
  ])('is sent to the Region that is configured, in %s under %s', async (region, domain) => {
    const { sent, ask } = prometheus();

    await ask('ws-1', { ...here, region } as never);

    expect(new URL(sent[0]?.url ?? '').host).toBe(`aps-workspaces.${region}.${domain}`);
  });

  test('is sent to each of two workspaces', async () => {
    const { sent, ask } = prometheus();

    for (const workspace of ['ws-1', 'ws-2']) await ask(workspace);

    expect(sent.map(({ url }) => /ws-\d/.exec(url)?.[0])).toEqual(['ws-1', 'ws-2']);
  });

  test('rejects with the server’s words if it is refused', async () => {
    const { ask } = prometheus(403, '{"message":"not authorized"}');

    await expect(ask('ws-1')).rejects.toThrow(/Prometheus answered 403/);
  });
});

describe('metrics of another account', () => {
  const theirs = { ...here, region: 'eu-west-1', roleArn: 'arn:aws:iam::111122223333:role/metrics' };
  const readers = awsMetricReaders(own);

  test.each([
    ['CloudWatch', (source: MetricSource) => readers.cloudwatch(source), { math: '1' }],
    ['Prometheus', (source: MetricSource) => readers.prometheus(source, 'ws-1'), { promql: 'sum(up)' }],
  ])(
    'are read from %s with its role and the external id of the source, one reader for each',
    async (_, readerOf, query) => {
      const asked: object[] = [];
      const sts = vi.spyOn(STSClient.prototype, 'send').mockImplementation(async ({ input }) => {
        asked.push(input);
        throw new Error('refused');
      });
      const [shop, cart] = [readerOf({ ...theirs, externalId: 'shop' }), readerOf({ ...theirs, externalId: 'cart' })];

      const read = (reader: MetricReader) => reader.read([{ id: 'a', periodSeconds: 60, ...query }], window, signal);
      await expect(read(shop)).rejects.toThrow(`the role ${theirs.roleArn} cannot be assumed: refused`);
      await expect(read(cart)).rejects.toThrow();

      expect(readerOf({ ...theirs, externalId: 'shop' })).toBe(shop);
      const role = { RoleArn: theirs.roleArn, RoleSessionName: 'greenlight-metrics' };
      expect(asked).toEqual([
        { ...role, ExternalId: 'shop' },
        { ...role, ExternalId: 'cart' },
      ]);
      expect(await (sts.mock.contexts[0] as STSClient).config.region()).toBe(own.region);
    },
  );
});

describe('assumeRole', () => {
  const role = 'arn:aws:iam::111122223333:role/metrics';
  const sts = (lifetimes: number[], externalId?: string) => {
    const asked: object[] = [];
    const client = {
      send: async ({ input }: { input: object }) => {
        asked.push(input);
        const expires = new Date(Date.now() + (lifetimes.shift() ?? 3600) * 1000);
        const AccessKeyId = `key-${asked.length}`;
        return { Credentials: { AccessKeyId, SecretAccessKey: 's', SessionToken: 't', Expiration: expires } };
      },
    };
    return { asked, credentials: assumeRole({ roleArn: role, externalId }, 'eu-central-1', client as never) };
  };

  test('asks STS once while the credentials last', async () => {
    const { asked, credentials } = sts([3600]);

    expect(await credentials()).toMatchObject({ accessKeyId: 'key-1', sessionToken: 't' });
    expect(await credentials()).toMatchObject({ accessKeyId: 'key-1' });
    expect(asked).toEqual([{ RoleArn: role, RoleSessionName: 'greenlight-metrics' }]);
  });

  test('names the external id that the role expects', async () => {
    const { asked, credentials } = sts([], 'shop-1');

    await credentials();
    expect(asked).toEqual([{ RoleArn: role, RoleSessionName: 'greenlight-metrics', ExternalId: 'shop-1' }]);
  });

  test('asks again before they expire', async () => {
    const { credentials } = sts([240, 3600]);

    await credentials();
    expect(await credentials()).toMatchObject({ accessKeyId: 'key-2' });
  });

  test('rejects if STS gives none', async () => {
    const credentials = assumeRole({ roleArn: role }, 'eu-central-1', { send: async () => ({}) } as never);

    await expect(credentials()).rejects.toThrow(`sts gave no credentials of ${role}`);
  });
});

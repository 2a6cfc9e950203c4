import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { smokeConfigSchema } from '../../../../src/checks/smoke/config/smoke-config.ts';
import { readConfiguration } from '../../../../src/hook/configuration.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';

describe('grpc and webSocket', () => {
  test('complete a request of their own', async () => {
    expect(await read({ grpc: { service: 'shop.v1.Cart' } })).toMatchObject({
      ...{ method: 'POST', path: '/grpc.health.v1.Health/Check', grpc: { service: 'shop.v1.Cart' } },
    });
    expect(await read({ grpc: {} })).toMatchObject({ grpc: { service: '' } });
    expect(await read({ path: '/live', webSocket: { protocols: ['mqtt'] } })).toMatchObject({
      ...{ method: 'GET', path: '/live', status: [101], webSocket: { protocols: ['mqtt'] } },
    });
    expect(await read({ path: '/live', webSocket: {} })).toMatchObject({ webSocket: { protocols: [] } });
  });

  test('are left out by a key without a value', () => {
    const { requests } = v.parse(smokeConfigSchema, { requests: [{ path: '/', grpc: undefined }] });

    expect(requests[0]).toMatchObject({ method: 'GET', path: '/', status: [200] });
  });

  test.each<[JsonObject, string]>([
    [{ grpc: {}, path: '/x' }, 'expected no path and no method next to grpc, which sets them itself'],
    [{ grpc: {}, method: 'GET' }, 'expected no path and no method next to grpc, which sets them itself'],
    [{ grpc: {}, webSocket: {} }, 'expected either grpc or webSocket'],
    [{ grpc: {}, contains: 'SERVING' }, 'expected no contains next to grpc'],
    [{ grpc: {}, followRedirects: 1 }, 'expected no followRedirects next to grpc'],
    [{ path: '/', webSocket: {}, contains: 'x' }, 'expected no contains next to webSocket'],
    [{ path: '/', webSocket: {}, method: 'HEAD' }, 'expected no method next to webSocket, which is a GET'],
    [{ webSocket: {} }, 'requests[0].path: missing'],
    [{ grpc: 'shop.v1.Cart' }, 'grpc: expected an object such as { "service": "shop.v1.Cart" }'],
    [{ grpc: [] }, 'grpc: expected an object such as { "service": "shop.v1.Cart" }, not a list of 0'],
    [{ path: '/', webSocket: [] }, 'webSocket: expected an object such as'],
    [{ path: '/', at: 7 }, 'at: expected the name of a URL in baseUrl, not 7'],
    [{ grpc: { service: 7 } }, 'grpc.service: expected a string, not 7'],
    [
      { path: '/', webSocket: { protocols: Array(11).fill('mqtt') } },
      'webSocket.protocols: expected at most 10 protocols, not 11',
    ],
    [{ path: '/', webSocket: true }, 'webSocket: expected an object such as { "protocols": ["graphql-ws"] }, or {}'],
    [{ grpc: { service: 'shop/Cart' } }, 'grpc.service: expected the name of a service such as "shop.v1.Cart"'],
    [{ path: '/', webSocket: { protocols: 'mqtt' } }, 'webSocket.protocols: expected a list of protocols'],
    [{ path: '/', webSocket: { protocols: ['a b'] } }, 'webSocket.protocols[0]: expected the name of a protocol'],
    [{ path: '/', followRedirects: 11 }, 'followRedirects: expected a whole number from 0 to 10'],
  ])('refuses %j', async (request, message) => {
    expect(await read(request)).toContain(message);
  });
});

/** The completed request, or the reason why it is refused. */
async function read(request: JsonObject): Promise<unknown> {
  const details = await readConfiguration({ requests: [request] }, {}, smokeConfigSchema);
  return details.ok ? details.config.requests[0] : details.reason;
}

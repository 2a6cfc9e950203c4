import { describe, expect, test } from 'vitest';
import { httpProbe } from '../../../../src/checks/smoke/probe/http-probe.ts';
import { locateRequests } from '../../../../src/checks/smoke/send/locate-requests.ts';
import { composeMessage } from '../../../../src/checks/smoke/send/request-plan.ts';
import { smokeCheck } from '../../../../src/checks/smoke/smoke-check.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { targetOfEvent } from '../../../deployment/target-of-event.ts';
import { aTestListener, forwardTo, other, path, rule } from '../../../deployment/test-traffic/a-test-listener.ts';
import { contextFor } from '../../check-context.ts';

const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');
const listener = aTestListener([path('/shop/*')], { before: [rule('1', [forwardTo([other, 1])], path('/shop/old'))] });
const onlyGet = { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET'] } };
const message = { method: 'GET', path: '/shop/2', headers: {}, body: undefined, timeoutMs: 1000 } as const;

describe('a located request is planned again for another message', () => {
  test('at a listener, or it is said why it cannot be', async () => {
    const { requests = [] } = await locate({ requests: ['/shop/1'] });

    expect(requests[0]?.replan?.(message)).toMatchObject({ planned: { path: '/shop/2', port: 80 } });
    const strict = await locate({ requests: ['/shop/1'] }, aTestListener([path('/shop/?'), onlyGet]));
    expect(strict.requests?.[0]?.replan?.({ ...message, method: 'POST', path: '/cart' })).toEqual({
      why:
        'the test rule takes only GET: POST does not reach it: set requests[].method in hookDetails; ' +
        "path /cart does not match the test rule's path-pattern condition /shop/?: write one that matches into hookDetails.requests",
    });
  });

  test('at a baseUrl, of which nothing is proved', async () => {
    const { requests = [] } = await locate({ baseUrl: 'https://test.example.com/v1', requests: ['/a'] });

    expect(requests[0]?.proved).toEqual({
      because: 'baseUrl is configured, and nothing shows what is behind it',
      isUnread: false,
    });
    expect(requests[0]?.replan?.(message)).toMatchObject({ planned: { path: '/v1/shop/2', port: 443 } });
  });
});

test('a draft is not judged by its stand-ins', async () => {
  const old = { requests: ['/shop/old'] };

  expect(await locate(old, listener, true)).toMatchObject({ requests: [{ isDraft: true }] });
  expect(await locate(old, listener, false)).toMatchObject({ verdict: { kind: 'fail' } });
});

test.each<[JsonObject, object]>([
  [{ requests: ['/shop/1'] }, {}],
  [{ requests: ['/shop/1', { path: '/shop/2', compare: true }] }, { withProduction: true }],
])('production is only looked for if an answer is compared: %j', async (config, more) => {
  const { asked } = await locate(config);

  expect(asked).toStrictEqual([{ host: undefined, loadBalancer: undefined, ...more }]);
});

async function locate(hookDetails: JsonObject, found = listener, isDraft = false) {
  const asked: object[] = [];
  const context = await contextFor(
    smokeCheck({ probe: httpProbe(), discover: async () => ({ found: false, looked: true, reason: 'unused' }) }),
    hookDetails,
  );
  const located = await locateRequests(
    target,
    context,
    async (_target, options) => {
      asked.push(options);
      return { found: true, tests: [found] };
    },
    (request) => ({ message: composeMessage(request, context.config), isDraft }),
  );
  return { asked, verdict: undefined, requests: undefined, ...located };
}

import { beforeEach, describe, expect, test } from 'vitest';
import { httpProbe } from '../../../../src/checks/smoke/probe/http-probe.ts';
import { smokeCheck } from '../../../../src/checks/smoke/smoke-check.ts';
import { discoverTestListeners } from '../../../../src/deployment/test-traffic/discover-test-listeners.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { targetOfEvent } from '../../../deployment/target-of-event.ts';
import { contextFor } from '../../check-context.ts';
import { addListener, fieldCase, ruleArn, setRevision } from '../field-case.ts';
import { serveHttp } from '../local-servers.ts';

const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');

/** What the load balancer received. */
let seen: string[];
let port: number;

beforeEach(async () => {
  seen = [];
  const server = await serveHttp(({ method, url }, response) => {
    seen.push(`${method} ${url}`);
    response.end('ok');
  });
  port = server.port;
});

describe('a rule before the test rule, that leads to the version before', () => {
  test.each<[string, object, JsonObject]>([
    ['its method', { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['POST'] } }, { method: 'POST' }],
    [
      'its query',
      { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'version', Value: 'b*' }] } },
      { query: { page: 1, version: 'blue' } },
    ],
    [
      'the type of its body',
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'Content-Type', Values: ['application/json'] } },
      { method: 'PUT', body: { json: {} } },
    ],
    [
      'the length of its body',
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'Content-Length', Values: ['?'] } },
      { method: 'DELETE', body: { text: 'x' } },
    ],
    [
      'a length of zero, which a POST without a body has',
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'Content-Length', Values: ['0'] } },
      { method: 'POST' },
    ],
  ])('takes a request by %s, which is therefore not sent', async (_what, condition, request) => {
    const verdict = await run(condition, { requests: [{ path: '/', ...request }] });

    expect(verdict).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining(`rule 1 (${ruleArn('1')}) forwards to target group shop-blue`),
    });
    expect(seen).toEqual([]);
    expect(await run(condition, { requests: [{ path: '/', query: { version: 'green' } }] })).toMatchObject({
      kind: 'pass',
    });
    expect(seen).toEqual(['GET /?version=green']);
  });
});

/** A listener whose first rule, with this condition, forwards to blue, and whose second is the test rule. */
async function run(condition: object, hookDetails: JsonObject) {
  const world = fieldCase('L6', target, port);
  world.loadBalancers.rules.clear();
  const all = [{ Field: 'path-pattern', Values: ['*'] }];
  const rules = [
    { Priority: '1', Conditions: [condition], Actions: [{ Type: 'forward', TargetGroupArn: 'B' }] },
    { Priority: '100', Conditions: all, Actions: [{ Type: 'forward', TargetGroupArn: 'G' }] },
    { Priority: 'default', IsDefault: true, Conditions: [], Actions: [{ Type: 'forward', TargetGroupArn: 'B' }] },
  ];
  addListener(world, { listener: { Protocol: 'HTTP' }, rules, port });
  setRevision(world, target, { testRule: ruleArn('100') });
  const check = smokeCheck({
    probe: httpProbe({ allowLoopback: true }),
    discover: (deployed, options, signal) => discoverTestListeners(deployed, world, signal, options),
  });
  return check.run(target, await contextFor(check, hookDetails));
}

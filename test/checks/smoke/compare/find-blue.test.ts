import { beforeEach, describe, expect, test } from 'vitest';
import { smokeCheck } from '../../../../src/checks/smoke/smoke-check.ts';
import type { ElbListener, ListenerRule } from '../../../../src/deployment/load-balancer.ts';
import { discoverTestListeners } from '../../../../src/deployment/test-traffic/discover-test-listeners.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { FakeEcs, FakeLoadBalancers } from '../../../deployment/fake-readers.ts';
import { targetOfEvent } from '../../../deployment/target-of-event.ts';
import {
  blue,
  fallback,
  forwardTo,
  green,
  header,
  listenerArn,
  other,
  path,
  rule,
  ruleArn,
} from '../../../deployment/test-traffic/a-test-listener.ts';
import { contextFor } from '../../check-context.ts';
import { serveHttp } from '../local-servers.ts';
import { timedProbe } from './timed-probe.ts';

const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');
const byHeader = header('x-test', '*');
const toBlue = [forwardTo([blue, 100], [green, 0])];
const toGreen = [forwardTo([green, 100], [blue, 0])];

let loadBalancers: FakeLoadBalancers;
let ecs: FakeEcs;
/** What the load balancer received, and the version that it passed it to. */
let seen: string[];
let listener: ElbListener;
/** What both versions answer. */
let answers: Record<'blue' | 'green', object>;

/** A load balancer with one listener: production by default, and the new version for requests with a header. */
beforeEach(async () => {
  seen = [];
  answers = { blue: { price: 10 }, green: { price: 10 } };
  const { port } = await serveHttp(({ url, headers }, response) => {
    const version = headers['x-test'] === undefined ? 'blue' : 'green';
    seen.push(`${version} ${url}`);
    response.end(JSON.stringify(answers[version]));
  });
  ecs = new FakeEcs();
  loadBalancers = new FakeLoadBalancers();
  listener = { ListenerArn: listenerArn, Protocol: 'HTTP', Port: port };
  loadBalancers.listeners.set(listenerArn, listener);
  loadBalancers.loadBalancers.set(listenerArn.replace(':listener/', ':loadbalancer/').replace(/\/[^/]*$/, ''), {
    DNSName: '127.0.0.1',
    Scheme: 'internet-facing',
  });
  setRules(rule('100', toGreen, byHeader), fallback(toBlue));
  setService();
});

describe('two versions behind a load balancer', () => {
  test('are compared through the test rule and the production rule', async () => {
    expect(await run({ path: '/price', compare: { values: ['$.price'] } })).toMatchObject({
      kind: 'pass',
      reason: expect.stringMatching(/^2 of 2 requests passed, p99 10 ms$/),
    });
    expect(new Set(seen)).toEqual(new Set(['green /price', 'blue /price']));
    expect(seen.filter((each) => each === 'blue /price')).toHaveLength(5);
  });

  test('that differ fail, and say in what', async () => {
    answers.green = { price: '12' };

    expect(await run({ path: '/price', compare: true })).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining(
        'GET /price against blue found $.price is a string instead of a number, median 10 ms, blue 10 ms',
      ),
    });
  });

  test('are not compared, and production is not read, without compare', async () => {
    setService('not an ARN');

    expect(await run({ path: '/price' })).toMatchObject({ kind: 'pass' });
    expect(seen).toEqual(['green /price']);
  });

  test('need no production for a request that is not compared', async () => {
    setRules(rule('100', toGreen, byHeader), rule('200', toBlue, path('/price')), fallback([forwardTo([other, 1])]));
    setService(ruleArn('200'));

    expect(await run({ path: '/price', compare: true }, {}, ['/about'])).toMatchObject({ kind: 'pass' });
    expect(new Set(seen)).toEqual(new Set(['green /price', 'green /about', 'blue /price']));
  });

  test('may have a production rule of their own with a path and a host', async () => {
    setRules(
      rule('100', toGreen, byHeader),
      rule('200', toBlue, path('/shop/*'), {
        Field: 'host-header',
        HostHeaderConfig: { Values: ['shop.example.com'] },
      }),
      fallback([forwardTo([other, 1])]),
    );
    setService(ruleArn('200'));

    expect(await run({ path: '/shop/1', compare: true })).toMatchObject({ kind: 'pass' });
    expect(new Set(seen)).toEqual(new Set(['green /shop/1', 'blue /shop/1']));
  });
});

describe('production that is not certain to be blue', () => {
  test.each<[string, () => void, JsonObject, string]>([
    [
      'it sends some traffic to green',
      () => setRules(rule('100', toGreen, byHeader), fallback([forwardTo([blue, 90], [green, 10])])),
      {},
      'not all production traffic reaches blue: the default rule (',
    ],
    [
      'it sends everything to green',
      () => setRules(rule('100', toGreen, byHeader), fallback(toGreen)),
      {},
      'forwards to target group shop-green',
    ],
    [
      'the request matches the test rule there too',
      () => {},
      { path: '/other', headers: { 'x-test': '1' } },
      'forwards to target group shop-green',
    ],
    [
      'a rule depends on where the request comes from',
      () =>
        setRules(
          rule('100', toGreen, byHeader),
          rule('200', [forwardTo([other, 1])], { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } }),
          fallback(toBlue),
        ),
      {},
      'it is not certain that production traffic reaches blue: rule 200 (',
    ],
    ['the service names none', () => setService(''), {}, 'the service names no production listener'],
    ['it is gone', () => setService(ruleArn('999')), {}, 'the production listener rule'],
    [
      'it takes another path',
      () => {
        setRules(rule('100', toGreen, byHeader), rule('200', toBlue, path('/shop/*')), fallback(toGreen));
        setService(ruleArn('200'));
      },
      {},
      'the production rule takes /shop/price, and the test rule /price: request a path that both match',
    ],
  ])('because %s: nothing is sent, and that is no pass', async (_what, change, request, because) => {
    change();

    const verdict = await run({ path: '/price', compare: true, ...request });

    expect(verdict).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining('against blue not compared: '),
      findings: [{ outcome: 'unknown', allowed: 'production traffic reaches blue and nothing else' }],
    });
    expect(verdict.reason).toContain(because);
    expect(seen).toEqual([]);
  });

  test.each(['PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'])('at %s', async (stage) => {
    expect(await run({ path: '/price', compare: true }, { stage })).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining(`at ${stage} production traffic may reach the new version`),
    });
    expect(seen).toEqual([]);
  });

  test('because ELB could not be asked is an error, which says nothing about the release', async () => {
    loadBalancers.broken = new Error('throttled');

    expect(await run({ path: '/price', compare: true })).toMatchObject({ kind: 'error' });
  });

  test('in the first deployment of a service there is nothing to compare with', async () => {
    setRules(rule('100', toGreen, byHeader), fallback(toGreen));
    ecs.deployments.set(target.deploymentArn ?? '', { sourceServiceRevisions: [] });

    const verdict = await run({ path: '/price', compare: true }, {}, ['/about']);

    expect(verdict).toMatchObject({ kind: 'pass' });
    expect(verdict.findings).toMatchObject([
      { name: 'test listener' },
      {
        ...{ name: 'GET /price against blue', outcome: 'unknown' },
        found: 'not compared: this is the first deployment of the service',
      },
      { name: 'GET /price', outcome: 'passed' },
      { name: 'GET /about', outcome: 'passed' },
    ]);
    expect(seen.toSorted()).toEqual(['green /about', 'green /price']);
  });
});

function setRules(...rules: readonly ListenerRule[]): void {
  loadBalancers.rules.clear();
  for (const each of rules) loadBalancers.rules.set(each.RuleArn ?? '', each);
}

function setService(productionListenerRule = ruleArn('default')): void {
  ecs.revisions.set(target.revisionArn, {
    loadBalancers: [
      {
        ...{ containerName: 'web', containerPort: 8080, targetGroupArn: blue },
        advancedConfiguration: {
          ...{ alternateTargetGroupArn: green, productionListenerRule },
          testListenerRule: ruleArn('100'),
        },
      },
    ],
    resolvedConfiguration: { loadBalancers: [{ targetGroupArn: green }] },
  });
}

async function run(request: JsonObject, change: Partial<typeof target> = {}, others: readonly string[] = []) {
  const check = smokeCheck({
    probe: timedProbe(),
    discover: (on, options, signal) => discoverTestListeners(on, { ecs, loadBalancers }, signal, options),
    ecs,
    pause: async () => {},
  });
  return check.run({ ...target, ...change }, await contextFor(check, { requests: [request, ...others] }));
}

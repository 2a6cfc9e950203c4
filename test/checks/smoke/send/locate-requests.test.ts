import { beforeEach, describe, expect, test } from 'vitest';
import { httpProbe } from '../../../../src/checks/smoke/probe/http-probe.ts';
import { smokeCheck } from '../../../../src/checks/smoke/smoke-check.ts';
import { discoverTestListeners } from '../../../../src/deployment/test-traffic/discover-test-listeners.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import type { Target } from '../../../../src/hook/target.ts';
import { awsError } from '../../../deployment/fake-readers.ts';
import { targetOfEvent } from '../../../deployment/target-of-event.ts';
import { contextFor } from '../../check-context.ts';
import { addListener, fieldCase, group, ruleArn, setProduction, setRevision, type World } from '../field-case.ts';
import { closedPort, serveHttp } from '../local-servers.ts';

const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');

/** The load balancer, which answers everything with 200: only the check decides what counts. */
let seen: string[];
let port: number;

beforeEach(async () => {
  seen = [];
  const server = await serveHttp(({ url = '', headers }, response) => {
    const sent = ['x-test', 'x-cdn', 'x-origin-verify'].flatMap((name) =>
      headers[name] ? [`${name}=${headers[name]}`] : [],
    );
    seen.push([url, ...sent].join(' '));
    response.setHeader('x-revision', target.revisionId).end('ok');
  });
  port = server.port;
});

describe('a rule that answers instead', () => {
  test.each([
    ['L1', ['/health'], `rule 1 (${ruleArn('1')}) answers with status 200 itself`],
    ['L2', ['/api/health', '/'], `rule 10 (${ruleArn('10')}) forwards to target group other`],
    ['L3', ['/'], `rule 1 (${ruleArn('1')}) forwards to target group shop-blue`],
  ])('%s fails the test without a request, and the reason names the rule', async (id, requests, because) => {
    const verdict = await run(fieldCase(id, target, port), { requests });

    expect(verdict).toMatchObject({
      kind: 'fail',
      reason: `1 of ${requests.length} would not reach green: GET ${requests[0]}: ${because}`,
    });
    expect(verdict.findings).toEqual([
      {
        name: `GET ${requests[0]}`,
        outcome: 'failed',
        found: `not sent: ${because}`,
        allowed: 'reaches green and nothing else',
      },
    ]);
    expect(seen).toEqual([]);
  });

  test('L3 is certain, so that neither an expectation nor allowUnproved changes the verdict', async () => {
    const expect_ = { header: { 'x-revision': '$revisionId' } };

    expect(await run(fieldCase('L3', target, port), { expect: expect_, allowUnproved: true })).toMatchObject({
      kind: 'fail',
    });
    expect(seen).toEqual([]);
  });
});

describe('a test rule that does not send everything to green', () => {
  test('L6 makes the test wait and then fail, and nothing is sent to blue', async () => {
    const world = fieldCase('L6', target, port);
    const because = `the default rule (${ruleArn('default')}) forwards to target group shop-blue`;

    expect(await run(world, {}, { minutes: 14 })).toMatchObject({
      kind: 'wait',
      reason: `the test listener does not point at green yet: ${because}`,
      deadline: new Date('2026-11-22T14:15:00Z'),
      findings: [{ outcome: 'waiting' }],
    });
    expect(await run(world, {}, { minutes: 15 })).toMatchObject({
      kind: 'fail',
      reason: `the test listener does not point at green after 15 min: ${because}`,
      findings: [{ outcome: 'failed' }],
    });
    expect(seen).toEqual([]);
  });
});

describe('a green target group that ECS has not named', () => {
  test('L4 makes the test wait and then fail, because unknown is not green', async () => {
    const world = fieldCase('L4', target, port);

    expect(await run(world, {})).toMatchObject({
      kind: 'wait',
      reason:
        'not proved to be green yet: ECS has not said which target group green uses, and the production rule does not show it',
      deadline: new Date('2026-11-22T14:15:00Z'),
    });
    expect(await run(world, { waitMinutes: 1 }, { minutes: 1 })).toMatchObject({
      kind: 'fail',
      reason: expect.stringMatching(/^not proved to be green after 1 min/),
    });
    expect(seen).toEqual([]);
  });

  test('L4 is derived from the production rule', async () => {
    const atBlue = fieldCase('L4', target, port);
    setProduction(atBlue, 'B');
    const atGreen = fieldCase('L4', target, port);
    setProduction(atGreen, 'G');

    // Production at B: green is G, and the test rule points at B.
    expect(await run(atBlue, {})).toMatchObject({
      kind: 'wait',
      reason: expect.stringContaining('forwards to target group shop-blue'),
    });
    expect(await run(atGreen, {})).toMatchObject({ kind: 'pass' });
    expect(await run(atGreen, {}, { target: { ...target, stage: 'POST_PRODUCTION_TRAFFIC_SHIFT' } })).toMatchObject({
      kind: 'wait',
    });
  });

  test('L4 is not needed if the answer proves it', async () => {
    const world = fieldCase('L4', target, port);

    expect(await run(world, { expect: { header: { 'x-revision': '$revisionId' } } })).toMatchObject({ kind: 'pass' });
    expect(await run(world, { expect: { header: { 'x-revision': '1.42' } } })).toMatchObject({ kind: 'wait' });
    expect(await run(world, { allowUnproved: true })).toMatchObject({
      kind: 'pass',
      reason: expect.stringContaining('not proved to be green'),
    });
  });
});

describe('the request that is sent', () => {
  test('L7 is unchanged if its path matches any pattern', async () => {
    const world = fieldCase('L7', target, port);

    expect(await run(world, { requests: [...world.requests], concurrency: 1 })).toMatchObject({ kind: 'pass' });
    expect(seen).toEqual(['/healthz x-cdn=edge', '/predict x-cdn=edge', '/api/x x-cdn=edge']);
  });

  test('L7 has a prefix only if it matches no pattern', async () => {
    expect(await run(fieldCase('L7', target, port), { requests: ['/other'] })).toMatchObject({ kind: 'pass' });
    expect(seen).toEqual(['/api/other x-cdn=edge']);
  });

  test('L10 contains a shared secret that no verdict shows', async () => {
    const passed = await run(fieldCase('L10', target, port), { requests: ['/'] });
    const failed = await run(fieldCase('L10', target, port), { requests: [{ path: '/', status: 500 }] });
    const unreached = await run(fieldCase('L10', target, await closedPort()), { requests: ['/'], attempts: 1 });

    expect(seen).toEqual(['/ x-origin-verify=s3cret-2026-', '/ x-origin-verify=s3cret-2026-']);
    expect([passed.kind, failed.kind, unreached.kind]).toEqual(['pass', 'fail', 'error']);
    expect(JSON.stringify([passed, failed, unreached])).not.toContain('s3cret');
  });

  test("uses a value from the request's headers if the rule cannot supply it", async () => {
    const value = `s3cret-${'7'.repeat(128)}`;
    const world = custom([
      {
        Field: 'http-header',
        HttpHeaderConfig: { HttpHeaderName: 'X-Test', RegexValues: ['^s3cret-[0-9]{64}[0-9]{64}$'] },
      },
    ]);

    expect(await run(world, {})).toEqual({
      kind: 'fail',
      reason: `no request certainly reaches the test rule: the test rule's http-header condition on x-test has no certain value: set requests[].headers["x-test"] in hookDetails`,
    });
    expect(await run(world, { requests: [{ path: '/', headers: { 'X-Test': value } }] })).toMatchObject({
      kind: 'pass',
    });
    expect(seen).toEqual([`/ x-test=${value}`]);
  });

  test('is not sent if nothing can prove it, unless that is allowed', async () => {
    const world = custom([{ Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } }]);

    expect(await run(world, {})).toMatchObject({
      kind: 'fail',
      reason: expect.stringMatching(
        /^not proved to be green: GET \/: it is possible that the default rule .*source-ip.*; compare the answer with what is deployed/,
      ),
    });
    expect(seen).toEqual([]);
    expect(await run(world, { allowUnproved: true })).toMatchObject({
      kind: 'pass',
      findings: expect.arrayContaining([expect.objectContaining({ name: 'test listener', outcome: 'unknown' })]),
    });
    expect(await run(world, { expect: { header: { 'x-revision': '$revisionId' } } })).toMatchObject({ kind: 'pass' });
    expect(await run(world, { expect: { header: { 'x-revision': 'v1' } } })).toMatchObject({ kind: 'fail' });
  });

  test('reports the rule that was evaluated', async () => {
    expect((await run(custom([]), {})).findings?.[0]).toEqual({
      name: 'test listener',
      outcome: 'passed',
      found: `rule 100 (${ruleArn('100')}) sends everything to green`,
      allowed: 'every request reaches green and nothing else',
    });
  });
});

describe('two load balancers with a test rule each', () => {
  test('L9 are both tested, or only the chosen one', async () => {
    const world = two();

    expect(await run(world, { requests: ['/x'] })).toMatchObject({
      kind: 'pass',
      reason: expect.stringMatching(/^2 of 2/),
    });
    expect(seen.splice(0).sort()).toEqual(['/x x-test=admin', '/x x-test=web']);
    expect(await run(world, { requests: ['/x'], loadBalancer: 'admin:9090' })).toMatchObject({
      kind: 'pass',
      reason: expect.stringMatching(/^1 of 1/),
    });
    expect(seen).toEqual(['/x x-test=admin']);
  });

  test('L9 are all named with their addresses', async () => {
    const other = await closedPort();
    const world = atTwoLoadBalancers(other, 'internet-facing');

    expect((await run(world, { requests: ['/x'], attempts: 1 })).reason).toContain(
      `1 of 2 without an answer from http://127.0.0.1:${port} and http://127.0.0.1:${other}: GET /x (other): `,
    );
  });

  test('L9 need a function in the VPC if one of them is internal', async () => {
    const world = atTwoLoadBalancers(await closedPort(), 'internal');

    expect(await run(world, { requests: ['/x'], attempts: 1 })).toMatchObject({
      kind: 'error',
      reason: expect.stringMatching(/; the load balancer is internal, so the function must run in its VPC$/),
    });
  });

  test('L9 are named for each request', async () => {
    expect(await run(two(), { requests: [{ path: '/x', contains: 'welcome' }], attempts: 1 })).toMatchObject({
      kind: 'fail',
      reason: expect.stringMatching(/^2 of 2 failed at http:.*: GET \/x \(shop-green\) found /),
      findings: [{}, { name: 'GET /x (shop-green)' }, { name: 'GET /x (other)' }],
    });
  });

  test('L9 are listed when the choice does not exist', async () => {
    expect(await run(two(), { loadBalancer: 'worker:1' })).toEqual({
      kind: 'fail',
      reason: `no test listener was found: hookDetails.loadBalancer worker:1 names no load balancer with a test listener: set one of "web:8080" (${ruleArn('100')}), "admin:9090" (${ruleArn('200')})`,
    });
  });
});

describe('smoke tests that cannot be sent', () => {
  test('fail as wrong configuration if there is no test listener', async () => {
    const world = custom([]);
    world.ecs.revisions.set(target.revisionArn, {});

    expect(await run(world, {})).toEqual({
      kind: 'fail',
      reason:
        'no test listener was found: the service has no load balancer, so ecs shifts no test traffic: set hookDetails.baseUrl',
    });
  });

  test('are an error if ECS or ELB could not be asked, or ECS does not know the revision', async () => {
    const worlds = [custom([]), custom([]), custom([])] as const;
    worlds[0].loadBalancers.broken = awsError('ThrottlingException', 'Rate exceeded');
    worlds[1].ecs.broken.revisions = awsError('ServerException', 'try again');
    worlds[2].ecs.revisions.clear();
    const reasons = [
      'the test listener could not be read: ThrottlingException: Rate exceeded',
      'service revision 9313423515462893900 could not be read: ServerException: try again',
      'ECS knows no service revision 9313423515462893900, though the event names it',
    ];

    for (const [index, world] of worlds.entries()) {
      expect(await run(world, {})).toMatchObject({ kind: 'error', reason: reasons[index] });
    }
  });

  test.each(['RECONCILE_SERVICE', 'PRE_SCALE_UP', 'POST_SCALE_UP'])('are refused at %s', async (stage) => {
    expect(await run(custom([]), {}, { target: { ...target, stage } })).toEqual({
      kind: 'fail',
      reason: `at ${stage} no test traffic reaches the new revision yet: attach the hook to POST_TEST_TRAFFIC_SHIFT, or set hookDetails.baseUrl`,
    });
  });

  test('are refused for a method that the test rule does not accept', async () => {
    const world = custom([{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET'] } }]);

    expect(await run(world, { requests: ['/', { path: '/', method: 'HEAD' }] })).toMatchObject({
      kind: 'fail',
      reason:
        'no request certainly reaches the test rule: the test rule takes only GET: HEAD does not reach it: set requests[].method in hookDetails',
    });
  });

  test('mention the VPC if an internal load balancer does not answer', async () => {
    const world = custom([], await closedPort());
    for (const [arn, loadBalancer] of world.loadBalancers.loadBalancers) {
      world.loadBalancers.loadBalancers.set(arn, { ...loadBalancer, Scheme: 'internal' });
    }

    expect(await run(world, { attempts: 1 })).toMatchObject({
      kind: 'error',
      reason: expect.stringMatching(/; the load balancer is internal, so the function must run in its VPC$/),
    });
  });

  test('do not mention the VPC if the load balancer is public, or answers', async () => {
    const internal = custom([]);
    for (const [arn, loadBalancer] of internal.loadBalancers.loadBalancers) {
      internal.loadBalancers.loadBalancers.set(arn, { ...loadBalancer, Scheme: 'internal' });
    }

    expect((await run(custom([], await closedPort()), { attempts: 1 })).reason).toMatch(/\(ECONNREFUSED\)$/);
    expect((await run(internal, { requests: [{ path: '/', status: 404 }] })).reason).toMatch(/\(allowed status 404\)$/);
  });

  test('send the configured host, and know what the check itself sends', async () => {
    const host = custom([{ Field: 'host-header', HostHeaderConfig: { Values: ['*.example.com'] } }]);
    const agent = { HttpHeaderName: 'User-Agent', Values: ['*greenlight*'] };

    expect(await run(host, { host: 'shop.example.com' })).toMatchObject({ kind: 'pass' });
    expect(await run(host, { host: 'shop.example.org' })).toMatchObject({ kind: 'fail' });
    expect(await run(custom([{ Field: 'http-header', HttpHeaderConfig: agent }]), {})).toMatchObject({ kind: 'pass' });
  });
});

function custom(Conditions: readonly object[], at = port): World {
  const world = fieldCase('L6', target, at);
  world.loadBalancers.rules.clear();
  const rules = [
    { Priority: '100', Conditions, Actions: [{ Type: 'forward', TargetGroupArn: 'G' }] },
    { Priority: 'default', IsDefault: true, Conditions: [], Actions: [{ Type: 'forward', TargetGroupArn: 'B' }] },
  ];
  // A rule other than the default has a condition.
  if (rules[0]?.Conditions.length === 0) rules[0].Conditions = [{ Field: 'path-pattern', Values: ['*'] }];
  addListener(world, { listener: { Protocol: 'HTTP' }, rules, port: at });
  setRevision(world, target, { testRule: ruleArn('100') });
  return world;
}

/** Two containers, distinguished by a header. */
function two(): World {
  const world = custom([{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Test', Values: ['web'] } }]);
  const Conditions = [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Test', Values: ['admin'] } }];
  const Actions = [{ Type: 'forward', TargetGroupArn: 'other' }];
  addListener(world, { listener: { Protocol: 'HTTP' }, rules: [{ Priority: '200', Conditions, Actions }], port });
  const revision = world.ecs.revisions.get(target.revisionArn);
  const admin = { containerName: 'admin', containerPort: 9090, targetGroupArn: group('other') };
  world.ecs.revisions.set(target.revisionArn, {
    ...revision,
    loadBalancers: [
      ...(revision?.loadBalancers ?? []),
      { ...admin, advancedConfiguration: { testListenerRule: ruleArn('200') } },
    ],
    resolvedConfiguration: { loadBalancers: [{ targetGroupArn: group('G') }, { targetGroupArn: group('other') }] },
  });
  return world;
}

/** The second container behind a load balancer of its own, at another port. */
function atTwoLoadBalancers(secondPort: number, Scheme: string): World {
  const world = two();
  const { listeners, loadBalancers, rules } = world.loadBalancers;
  const [[arn = '', listener] = []] = listeners;
  const secondArn = arn.replace('app/shop/', 'app/admin/');
  const RuleArn = `${secondArn.replace(':listener/', ':listener-rule/')}/200`;
  loadBalancers.set(secondArn.replace(':listener/', ':loadbalancer/').replace(/\/[^/]+$/, ''), {
    DNSName: '127.0.0.1',
    Scheme,
  });
  listeners.set(secondArn, { ...listener, ListenerArn: secondArn, Port: secondPort });
  rules.set(RuleArn, { ...rules.get(ruleArn('200')), RuleArn });
  const revision = world.ecs.revisions.get(target.revisionArn);
  const [first, second] = revision?.loadBalancers ?? [];
  world.ecs.revisions.set(target.revisionArn, {
    ...revision,
    loadBalancers: [{ ...first }, { ...second, advancedConfiguration: { testListenerRule: RuleArn } }],
  });
  return world;
}

async function run(
  { ecs, loadBalancers }: World,
  hookDetails: JsonObject,
  { target: at = target, ...call }: { target?: Target; minutes?: number } = {},
) {
  const check = smokeCheck({
    probe: httpProbe({ allowLoopback: true }),
    discover: (deployed, options, signal) => discoverTestListeners(deployed, { ecs, loadBalancers }, signal, options),
    pause: async () => {},
  });
  return check.run(at, await contextFor(check, hookDetails, call));
}

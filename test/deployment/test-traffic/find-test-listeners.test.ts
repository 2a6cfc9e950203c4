import { describe, expect, test } from 'vitest';
import type { EcsRevision, ServiceLoadBalancer } from '../../../src/deployment/ecs.ts';
import {
  findTestListeners,
  type TestListenerOptions,
} from '../../../src/deployment/test-traffic/find-test-listeners.ts';
import { awsError, FakeLoadBalancers } from '../fake-readers.ts';
import {
  account,
  blue,
  fallback,
  forwardTo,
  green,
  host,
  listenerArn,
  path,
  rule,
  ruleArn,
  toBlue,
  toGreen,
} from './a-test-listener.ts';

const { signal } = new AbortController();
const productionListener = listenerArn.replace(/[^/]+$/, '0000000000000000');
const productionRule = `${productionListener.replace(':listener/', ':listener-rule/')}/1`;
const certificateArn = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';
const postTest = { stage: 'POST_TEST_TRAFFIC_SHIFT', productionWeight: undefined };

describe('findTestListeners', () => {
  test('reads the listener with all its rules and its load balancer', async () => {
    const found = await find(revision({}), world());

    expect(found).toMatchObject({
      found: true,
      tests: [
        {
          testRule: { RuleArn: ruleArn('100') },
          rules: [{ Priority: '100' }, { Priority: '1' }, { Priority: 'default' }],
          loadBalancer: { DNSName: 'shop-1.eu-central-1.elb.amazonaws.com' },
          green,
        },
      ],
    });
  });

  test('reports a rule that is gone, and everything that could not be read', async () => {
    const gone = world();
    gone.rules.clear();
    const broken = world();
    broken.broken = awsError('ThrottlingException', 'Rate exceeded');

    expect(await find(revision({}), gone)).toEqual({
      found: false,
      looked: true,
      reason: `the test listener rule ${ruleArn('100')} does not exist: set hookDetails.baseUrl`,
    });
    expect(await find(revision({}), broken)).toMatchObject({
      found: false,
      looked: false,
      reason: 'the test listener could not be read: ThrottlingException: Rate exceeded',
    });
  });

  test.each(['describeListener', 'describeRules'] as const)('says so if %s finds no listener', async (call) => {
    const gone = world();
    gone[call] = async () => undefined;

    expect(await find(revision({}), gone)).toMatchObject({
      found: false,
      reason: `the test listener ${listenerArn} does not exist: set hookDetails.baseUrl`,
    });
  });

  test.each(['web:8080', blue, 'shop-blue', green, ruleArn('100')])(
    'L9 chooses a load balancer by %s',
    async (loadBalancer) => {
      const both = revision({ second: true });

      expect(await find(both, world(), { loadBalancer })).toMatchObject({
        tests: [{ attached: { containerName: 'web' } }],
      });
      expect(await find(both, world(), { loadBalancer: 'admin:9090' })).toMatchObject({
        tests: [{ attached: { containerName: 'admin' } }],
      });
      expect(await find(both, world())).toMatchObject({ tests: [{}, {}] });
    },
  );

  test('L9 lists the load balancers if the chosen one does not exist', async () => {
    expect(await find(revision({ second: true }), world(), { loadBalancer: 'web:80' })).toEqual({
      found: false,
      looked: true,
      reason: `hookDetails.loadBalancer web:80 names no load balancer with a test listener: set one of "web:8080" (${ruleArn('100')}), "admin:9090" (${ruleArn('1')})`,
    });
  });

  test.each<[string, Partial<TestListenerOptions['moment'] & object>, readonly [string, number][], string | undefined]>(
    [
      [
        'the group without production traffic',
        {},
        [
          [blue, 100],
          [green, 0],
        ],
        green,
      ],
      [
        'the other way round',
        {},
        [
          [blue, 0],
          [green, 1],
        ],
        blue,
      ],
      ['a rule that names only one', {}, [[blue, 1]], green],
      [
        'nothing once production traffic moves',
        {},
        [
          [blue, 90],
          [green, 10],
        ],
        undefined,
      ],
      [
        'nothing after the shift',
        { stage: 'POST_PRODUCTION_TRAFFIC_SHIFT' },
        [
          [green, 100],
          [blue, 0],
        ],
        undefined,
      ],
      [
        'nothing while it shifts',
        { stage: 'PRODUCTION_TRAFFIC_SHIFT' },
        [
          [blue, 100],
          [green, 0],
        ],
        undefined,
      ],
      [
        'nothing at a stage of a later ECS',
        { stage: 'NEW_STAGE' },
        [
          [blue, 100],
          [green, 0],
        ],
        undefined,
      ],
      [
        'nothing if the event says that green has production traffic',
        { productionWeight: 10 },
        [
          [blue, 100],
          [green, 0],
        ],
        undefined,
      ],
      [
        'the group before the first step',
        { stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT', productionWeight: 0 },
        [
          [blue, 100],
          [green, 0],
        ],
        green,
      ],
      [
        'nothing if all weights are 0',
        {},
        [
          [blue, 0],
          [green, 0],
        ],
        undefined,
      ],
      ['nothing if production goes elsewhere', {}, [[`${account}:targetgroup/x/1`, 1]], undefined],
      [
        'nothing if production goes elsewhere too',
        {},
        [
          [blue, 1],
          [`${account}:targetgroup/x/1`, 1],
        ],
        undefined,
      ],
    ],
  )(
    'L4 derives green from the production rule, before ECS has resolved it: %s',
    async (_what, moment, weights, expected) => {
      const reader = world();
      reader.rules.set(productionRule, { RuleArn: productionRule, Actions: [forwardTo(...weights)] });

      const found = await find(revision({ resolved: false }), reader, { moment: { ...postTest, ...moment } });

      expect(found.found && found.tests[0]?.green).toBe(expected);
    },
  );

  test('L4 derives nothing without a production rule, or if the stage is not known', async () => {
    const reader = world();
    const known = world();
    known.rules.set(productionRule, { RuleArn: productionRule, Actions: toBlue });

    for (const found of [
      await find(revision({ resolved: false }), reader, { moment: postTest }),
      await find(revision({ resolved: false }), known),
    ]) {
      expect(found).toMatchObject({
        tests: [
          { green: undefined, greenBecause: expect.stringContaining('ECS has not said which target group green uses') },
        ],
      });
    }
  });

  test.each<[string, object, string | undefined]>([
    ['a production listener', { productionListenerRule: productionListener }, green],
    ['a production listener that is gone', { productionListenerRule: `${productionListener}0` }, undefined],
    ['no production rule at all', { productionListenerRule: undefined }, undefined],
  ])('L4 derives green from %s', async (_what, change, expected) => {
    const reader = world();
    reader.listeners.set(productionListener, { ListenerArn: productionListener, DefaultActions: toBlue });
    const [attached] = revision({}).loadBalancers ?? [];
    const advancedConfiguration = { ...attached?.advancedConfiguration, ...change };
    const service = { loadBalancers: [{ ...attached, advancedConfiguration }] };

    const found = await find(service, reader, { moment: postTest });

    expect(found).toMatchObject({ found: true, tests: [{ green: expected }] });
  });

  test('has no test rule if the test listener is given as a listener', async () => {
    const reader = world();
    reader.rules.set(ruleArn('5'), { Priority: '5', Actions: toBlue });

    expect(await find(revision({ testListenerRule: listenerArn }), reader)).toMatchObject({
      tests: [{ testRule: undefined, rules: [{}, {}, {}, {}] }],
    });
  });

  test('L9 reports the rule that is gone even if the one before it exists', async () => {
    const reader = world();
    reader.rules.delete(ruleArn('1'));

    expect(await find(revision({ second: true }), reader)).toMatchObject({
      found: false,
      looked: true,
      reason: `the test listener rule ${ruleArn('1')} does not exist: set hookDetails.baseUrl`,
    });
  });

  test('reports a listener that is deleted while it is read', async () => {
    const reader = world();
    reader.describeRules = async () => undefined;

    expect(await find(revision({ testListenerRule: listenerArn }), reader)).toMatchObject({
      found: false,
      reason: `the test listener ${listenerArn} does not exist: set hookDetails.baseUrl`,
    });
  });

  test('works without the names on a certificate that cannot be read', async () => {
    const https = world({ Protocol: 'HTTPS', Certificates: [{ CertificateArn: certificateArn }] });

    expect(await find(revision({}), https)).toMatchObject({ found: true, tests: [{ certificateNames: undefined }] });
  });

  test('reads the names on a certificate only if they are needed', async () => {
    const https = world({ Protocol: 'HTTPS', Certificates: [{ CertificateArn: certificateArn }] });
    const read: string[] = [];
    const certificates = { describeNames: async (arn: string) => [`${read.push(arn)}.example.com`] };
    const ask = (options: TestListenerOptions = {}, reader = https) =>
      findTestListeners(revision({}), { loadBalancers: reader, certificates }, signal, options);

    expect(await ask()).toMatchObject({ tests: [{ certificateNames: ['1.example.com'] }] });
    expect(read).toEqual([certificateArn]);
    await ask({ host: 'shop.example.com' });
    await ask({}, world());
    const named = world({ Protocol: 'HTTPS', Certificates: [{ CertificateArn: certificateArn }] });
    named.rules.set(ruleArn('100'), rule('100', toGreen, host('shop.example.com')));
    await ask({}, named);
    await ask(
      {},
      world({
        Protocol: 'HTTPS',
        Certificates: [{ CertificateArn: 'arn:aws:iam::111122223333:server-certificate/old' }],
      }),
    );
    expect(read).toHaveLength(1);
  });

  test('names the certificate that could not be read, and the key that makes it unnecessary', async () => {
    const loadBalancers = world({ Protocol: 'HTTPS', Certificates: [{ CertificateArn: certificateArn }] });
    const certificates = {
      describeNames: () => Promise.reject(awsError('AccessDeniedException', 'no acm:DescribeCertificate')),
    };

    expect(await findTestListeners(revision({}), { loadBalancers, certificates }, signal)).toMatchObject({
      found: false,
      looked: false,
      reason: expect.stringMatching(/certificate arn:aws:acm.*AccessDeniedException.*hookDetails\.host is set/),
      cause: { cause: { name: 'AccessDeniedException' } },
    });
  });

  test('reads the rules of a Network Load Balancer, which has no test rule', async () => {
    const nlb = `${account}:listener/net/shop/50dc6c495c0c9188/f2f7dc8efc522ab2`;
    const reader = new FakeLoadBalancers();
    reader.listeners.set(nlb, { ListenerArn: nlb, Protocol: 'TCP', Port: 80, DefaultActions: toGreen });
    reader.loadBalancers.set(`${account}:loadbalancer/net/shop/50dc6c495c0c9188`, {
      DNSName: 'nlb',
      Scheme: 'internal',
    });

    expect(await find(revision({ testListenerRule: nlb }), reader)).toMatchObject({
      tests: [{ testRule: undefined, rules: [] }],
    });
  });

  test.each([
    ['listeners', `the test listener ${listenerArn} does not exist`],
    ['loadBalancers', `the load balancer ${account}:loadbalancer/app/shop/50dc6c495c0c9188 does not exist`],
  ] as const)('mutation 33: reports that there are no %s', async (kind, reason) => {
    const gone = world();
    gone[kind].clear();

    expect(await find(revision({}), gone)).toEqual({
      found: false,
      looked: true,
      reason: `${reason}: set hookDetails.baseUrl`,
    });
  });

  test('mutation 33: reads no single rule if a listener or a resolved target group is all that it needs', async () => {
    const reader = world();
    reader.describeRule = () => Promise.reject(new Error('nobody asks for this rule'));

    expect(await find(revision({ testListenerRule: listenerArn }), reader)).toMatchObject({
      tests: [{ testRule: undefined }],
    });
  });

  test.each<[EcsRevision, string]>([
    [
      { loadBalancers: [{ advancedConfiguration: { productionListenerRule: productionRule } }] },
      'the service has no test listener rule at its load balancer',
    ],
    [
      { loadBalancers: [{ targetGroupArn: blue }] },
      "the service's load balancer is not set up for blue/green, so it has no test listener",
    ],
    [
      { vpcLatticeConfigurations: [{}] },
      'the service gets its traffic through VPC Lattice, whose test listener is not looked up',
    ],
    [
      { gatewayConnectors: [{}] },
      'the service gets its traffic through an ECS gateway, whose test route is not looked up',
    ],
    [
      { ecsManagedResources: { gatewayConnections: [{}] } },
      'the service gets its traffic through an ECS gateway, whose test route is not looked up',
    ],
    [
      { ecsManagedResources: { ingressPaths: [{}] } },
      'the service gets its traffic through an ingress that ECS manages, which names no test listener',
    ],
    [
      { serviceConnectConfiguration: { enabled: true } },
      'the service gets its traffic through Service Connect, which only tasks of its namespace can reach',
    ],
    [
      { serviceConnectConfiguration: { enabled: false } },
      'the service has no load balancer, so ecs shifts no test traffic',
    ],
    [
      { loadBalancers: [{ advancedConfiguration: { testListenerRule: 'arn:aws:s3:::shop' } }] },
      'the test listener arn:aws:s3:::shop is neither the ARN of a listener rule nor of a listener',
    ],
  ])('gives the reason why %j has no test listener', async (service, reason) => {
    expect(await find(service, new FakeLoadBalancers())).toEqual({
      found: false,
      looked: true,
      reason: `${reason}: set hookDetails.baseUrl`,
    });
  });
});

function find(service: EcsRevision, loadBalancers: FakeLoadBalancers, options: TestListenerOptions = {}) {
  return findTestListeners(service, { loadBalancers }, signal, options);
}

function revision({ resolved = true, second = false, testListenerRule = ruleArn('100') }): EcsRevision {
  const attach = (containerName: string, containerPort: number, test: string, group: string): ServiceLoadBalancer => ({
    ...{ containerName, containerPort, targetGroupArn: group },
    advancedConfiguration: {
      alternateTargetGroupArn: group === blue ? green : undefined,
      productionListenerRule: productionRule,
      testListenerRule: test,
    },
  });
  const admin = attach('admin', 9090, ruleArn('1'), `${account}:targetgroup/admin/4`);
  return {
    loadBalancers: [attach('web', 8080, testListenerRule, blue), ...(second ? [admin, admin] : [])],
    ...(resolved && { resolvedConfiguration: { loadBalancers: [{ targetGroupArn: green }] } }),
  };
}

function world(listener: object = {}): FakeLoadBalancers {
  const reader = new FakeLoadBalancers();
  reader.rules.set(ruleArn('100'), rule('100', toGreen, path('*')));
  reader.rules.set(ruleArn('1'), rule('1', toBlue, path('/admin')));
  reader.rules.set(ruleArn('default'), fallback(toBlue));
  reader.listeners.set(listenerArn, { ListenerArn: listenerArn, Protocol: 'HTTP', Port: 80, ...listener });
  reader.loadBalancers.set(`${account}:loadbalancer/app/shop/50dc6c495c0c9188`, {
    DNSName: 'shop-1.eu-central-1.elb.amazonaws.com',
  });
  return reader;
}

import { describe, expect, it } from 'vitest';
import type { ServiceRevision } from '../../src/deployment/ecs.ts';
import { findTestUrl } from '../../src/deployment/test-url.ts';
import { awsError, FakeLoadBalancers } from './fake-readers.ts';

const { signal } = new AbortController();
const elb = 'arn:aws:elasticloadbalancing:us-west-2:123456789012';
const blueGroup = `${elb}:targetgroup/shop-1/0123456789abcdef`;
const greenGroup = `${elb}:targetgroup/shop-2/fedcba9876543210`;
const ruleArn = `${elb}:listener-rule/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee`;
const albListenerArn = `${elb}:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2`;
const nlbListenerArn = `${elb}:listener/net/shop/50dc6c495c0c9188/f2f7dc8efc522ab2`;
const green = 'arn:aws:ecs:us-west-2:123456789012:service-revision/my-cluster/my-service/9313423515462893900';

describe('findTestUrl', () => {
  it('goes from the rule by its listener to the load balancer', async () => {
    const result = await findTestUrl(revision(ruleArn), alb(), signal);

    expect(result).toEqual({
      found: true,
      endpoint: {
        scheme: 'http',
        hostname: 'shop-1234.us-west-2.elb.amazonaws.com',
        port: 8080,
        host: 'shop-1234.us-west-2.elb.amazonaws.com',
        headers: {},
        pathPrefix: '',
        query: [],
        methods: undefined,
        internal: false,
        url: 'http://shop-1234.us-west-2.elb.amazonaws.com:8080/',
        targetGroupArn: greenGroup,
        pointsAtGreen: true,
        pointsAtGreenBecause: "the test listener sends everything to green's target group shop-2",
      },
    });
  });

  it('connects to the load balancer and names the host of the rule', async () => {
    const reader = alb({ Protocol: 'HTTPS', Port: 443 });
    reader.rules.set(ruleArn, {
      Conditions: [
        { Field: 'host-header', Values: ['test.shop.example'] },
        { Field: 'path-pattern', Values: ['/api/*'] },
        { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'preview', Value: 'a b' }] } },
      ],
      Actions: [{ Type: 'forward', TargetGroupArn: blueGroup }],
    });

    const result = await findTestUrl(revision(ruleArn), reader, signal);

    expect(result).toMatchObject({
      endpoint: {
        scheme: 'https',
        hostname: 'shop-1234.us-west-2.elb.amazonaws.com',
        host: 'test.shop.example',
        pathPrefix: '/api',
        url: 'https://test.shop.example/api/?preview=a+b',
        pointsAtGreen: false,
      },
    });
  });

  it('says that it cannot know the name on the certificate of an https listener without a host condition', async () => {
    const reader = alb({ Protocol: 'HTTPS', Port: 8443 });

    expect(await findTestUrl(revision(ruleArn), reader, signal)).toEqual({
      found: false,
      looked: true,
      reason:
        'the test listener speaks https and its rule has no host-header condition, so the name on its certificate is not known: ' +
        'set hookDetails.host to that name, or hookDetails.baseUrl',
    });
    expect(await findTestUrl(revision(ruleArn), reader, signal, { host: 'test.shop.example' })).toMatchObject({
      endpoint: { scheme: 'https', host: 'test.shop.example', port: 8443 },
    });
  });

  it('needs to be told the scheme behind a Network Load Balancer', async () => {
    const reader = nlb('TCP');

    expect(await findTestUrl(revision(nlbListenerArn), reader, signal)).toEqual({
      found: false,
      looked: true,
      reason:
        'the test listener speaks TCP, which names no scheme: set hookDetails.scheme to http or https, or hookDetails.baseUrl',
    });
    expect(await findTestUrl(revision(nlbListenerArn), reader, signal, { scheme: 'http' })).toMatchObject({
      endpoint: {
        scheme: 'http',
        hostname: 'shop-5678.elb.us-west-2.amazonaws.com',
        port: 9090,
        internal: true,
        pointsAtGreen: true,
      },
    });
  });

  it.each([
    [
      'TLS',
      { scheme: 'http' },
      'the test listener speaks TLS: set hookDetails.scheme to https, or hookDetails.baseUrl',
    ],
    ['UDP', { scheme: 'http' }, 'the test listener speaks UDP, and not http: set hookDetails.baseUrl'],
  ] as const)('finds no url at a %s listener', async (protocol, options, reason) => {
    expect(await findTestUrl(revision(nlbListenerArn), nlb(protocol), signal, options)).toEqual({
      found: false,
      looked: true,
      reason,
    });
  });

  it('finds no url behind a listener that wants a client certificate', async () => {
    const reader = alb({ MutualAuthentication: { Mode: 'verify' } });

    expect(await findTestUrl(revision(ruleArn), reader, signal)).toMatchObject({
      found: false,
      reason: 'the test listener asks for a client certificate: set hookDetails.baseUrl',
    });
  });

  it.each<[string, ServiceRevision, string]>([
    [
      'no test listener rule',
      { loadBalancers: [{ advancedConfiguration: { productionListenerRule: ruleArn } }] },
      'the service has no test listener rule at its load balancer',
    ],
    [
      'a load balancer without blue/green',
      { loadBalancers: [{ targetGroupArn: blueGroup }] },
      "the service's load balancer is not set up for blue/green, so it has no test listener",
    ],
    [
      'VPC Lattice',
      { vpcLatticeConfigurations: [{}] },
      'the service gets its traffic through VPC Lattice, whose test listener is not looked up',
    ],
    [
      'an ECS gateway',
      { gatewayConnectors: [{}] },
      'the service gets its traffic through an ECS gateway, whose test route is not looked up',
    ],
    [
      'a managed ingress',
      { ecsManagedResources: { ingressPaths: [{}] } },
      'the service gets its traffic through an ingress that ECS manages, which names no test listener',
    ],
    [
      'Service Connect',
      { serviceConnectConfiguration: { enabled: true } },
      'the service gets its traffic through Service Connect, which only tasks of its namespace can reach',
    ],
    ['a headless service', {}, 'the service has no load balancer, so ecs shifts no test traffic'],
    [
      'two test listeners',
      {
        loadBalancers: [
          { advancedConfiguration: { testListenerRule: ruleArn } },
          { advancedConfiguration: { testListenerRule: nlbListenerArn } },
        ],
      },
      'the service has 2 test listeners, and which one to use is not known',
    ],
    [
      'an arn of something else',
      { loadBalancers: [{ advancedConfiguration: { testListenerRule: 'arn:aws:s3:::shop' } }] },
      "the test listener arn:aws:s3:::shop is neither a listener rule's nor a listener's arn",
    ],
  ])('names the reason for %s, and what to set', async (_case, service, reason) => {
    expect(await findTestUrl(service, new FakeLoadBalancers(), signal)).toEqual({
      found: false,
      looked: true,
      reason: `${reason}: set hookDetails.baseUrl`,
    });
  });

  it('tells a rule that is gone from a listener that could not be read', async () => {
    const gone = alb();
    gone.rules.clear();
    const broken = alb();
    broken.broken = awsError('ThrottlingException', 'Rate exceeded');

    expect(await findTestUrl(revision(ruleArn), gone, signal)).toMatchObject({
      found: false,
      looked: true,
      reason: `the test listener rule ${ruleArn} does not exist: set hookDetails.baseUrl`,
    });
    expect(await findTestUrl(revision(ruleArn), broken, signal)).toMatchObject({
      found: false,
      looked: false,
      reason: 'the test listener could not be read: ThrottlingException: Rate exceeded',
    });
  });

  it('does not know whether the rule points at green before ECS has resolved the target group', async () => {
    const { resolvedConfiguration: _later, ...early } = revision(ruleArn);

    expect(await findTestUrl(early, alb(), signal)).toMatchObject({
      endpoint: { targetGroupArn: undefined, pointsAtGreen: undefined },
    });
  });
});

function revision(testListenerRule: string): ServiceRevision {
  return {
    serviceRevisionArn: green,
    loadBalancers: [
      {
        targetGroupArn: blueGroup,
        advancedConfiguration: {
          alternateTargetGroupArn: greenGroup,
          productionListenerRule: `${ruleArn}0`,
          testListenerRule,
        },
      },
    ],
    resolvedConfiguration: { loadBalancers: [{ targetGroupArn: greenGroup, productionListenerRule: `${ruleArn}0` }] },
  };
}

function alb(listener: object = {}): FakeLoadBalancers {
  const reader = new FakeLoadBalancers();
  reader.rules.set(ruleArn, {
    RuleArn: ruleArn,
    IsDefault: true,
    Conditions: [],
    Actions: [
      {
        Type: 'forward',
        ForwardConfig: {
          TargetGroups: [
            { TargetGroupArn: greenGroup, Weight: 100 },
            { TargetGroupArn: blueGroup, Weight: 0 },
          ],
        },
      },
    ],
  });
  reader.listeners.set(albListenerArn, { ListenerArn: albListenerArn, Protocol: 'HTTP', Port: 8080, ...listener });
  reader.loadBalancers.set(`${elb}:loadbalancer/app/shop/50dc6c495c0c9188`, {
    DNSName: 'shop-1234.us-west-2.elb.amazonaws.com',
    Scheme: 'internet-facing',
    Type: 'application',
  });
  return reader;
}

function nlb(Protocol: string): FakeLoadBalancers {
  const reader = new FakeLoadBalancers();
  reader.listeners.set(nlbListenerArn, {
    ListenerArn: nlbListenerArn,
    Protocol,
    Port: 9090,
    DefaultActions: [{ Type: 'forward', TargetGroupArn: greenGroup }],
  });
  reader.loadBalancers.set(`${elb}:loadbalancer/net/shop/50dc6c495c0c9188`, {
    DNSName: 'shop-5678.elb.us-west-2.amazonaws.com',
    Scheme: 'internal',
    Type: 'network',
  });
  return reader;
}

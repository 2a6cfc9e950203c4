import { describe, expect, test } from 'vitest';
import type { AwsClients } from '../../../src/cli/aws/aws-clients.ts';
import type { HookFacts, ServiceFacts } from '../../../src/cli/doctor/facts/service-facts.ts';
import { judgeTraffic } from '../../../src/cli/doctor/judge/judge-traffic.ts';
import { readRunningDeployment } from '../../../src/cli/doctor/load-balancer/running-test-rule.ts';
import { readTraffic } from '../../../src/cli/doctor/read/read-traffic.ts';
import { judgeSmokeHooks } from '../../../src/cli/traffic/judge-smoke-hooks.ts';
import { testListenerReaders } from '../../../src/cli/traffic/test-listener-readers.ts';
import { awsError } from '../../deployment/fake-readers.ts';
import { smoke } from '../attach/hooks.ts';

const elb = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333';
const listenerArn = `${elb}:listener/app/shop/0123456789abcdef/fedcba9876543210`;
const arnOf = (name: string) => `${listenerArn.replace(':listener/', ':listener-rule/')}/${name}`;
const attachment = {
  targetGroupArn: `${elb}:targetgroup/shop-1/1`,
  alternateTargetGroupArn: `${elb}:targetgroup/shop-2/2`,
  productionListenerRule: arnOf('production'),
  testListenerRule: arnOf('test'),
  roleArn: 'arn:aws:iam::111122223333:role/elb',
};
const certificate = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';
const rule = (name: string) => ({
  ...{ RuleArn: arnOf(name), Priority: 'default', IsDefault: true, Conditions: [] },
  Actions: [{ Type: 'forward', TargetGroupArn: attachment.targetGroupArn }],
});

const answers: Readonly<Record<string, object>> = {
  DescribeRulesCommand: { Rules: [rule('test')] },
  DescribeListenersCommand: {
    Listeners: [
      { ListenerArn: listenerArn, Protocol: 'HTTPS', Port: 443, Certificates: [{ CertificateArn: certificate }] },
    ],
  },
  DescribeLoadBalancersCommand: { LoadBalancers: [{ DNSName: 'shop-1.elb.amazonaws.com', Scheme: 'internet-facing' }] },
  DescribeTargetGroupsCommand: { TargetGroups: [{ HealthCheckPath: '/' }] },
  DescribeCertificateCommand: { Certificate: { SubjectAlternativeNames: ['shop.example.com'] } },
};

/** AWS with a service behind an HTTPS listener, with one call that fails. */
function awsWithout(command: string, error: Error): AwsClients {
  const client = {
    async send(asked: object) {
      if (asked.constructor.name === command) throw error;
      return answers[asked.constructor.name] ?? {};
    },
  };
  return { elb: async () => client, acm: async () => client } as unknown as AwsClients;
}

const hookOf = (kind: 'smoke' | 'approval') =>
  ({
    ...{ where: 'lifecycleHooks[0]', targetArn: 'arn:aws:lambda:eu-central-1:111122223333:function:hook', kind },
    configuration: { config: { requests: [{ method: 'GET', path: '/', headers: {} }] } },
  }) as unknown as HookFacts;

async function doctor(aws: AwsClients, kind: 'smoke' | 'approval') {
  const facts = { service: 'shop', hooks: [hookOf(kind)], attachments: [attachment] } as unknown as ServiceFacts;
  const { traffic, testUrl } = await readTraffic(aws, facts);
  return judgeTraffic(facts, traffic, testUrl).filter(({ rule: id }) =>
    ['test-url-unknown', 'reviewers-without-url'].includes(id),
  );
}

describe.each([
  ['DescribeRulesCommand', 'elasticloadbalancing:DescribeRules'],
  ['DescribeListenersCommand', 'elasticloadbalancing:DescribeListeners'],
  ['DescribeLoadBalancersCommand', 'elasticloadbalancing:DescribeLoadBalancers'],
  ['DescribeCertificateCommand', 'acm:DescribeCertificate'],
])('if %s is refused', (command, action) => {
  const refused = awsWithout(command, awsError('AccessDeniedException', 'no'));

  test.each(['smoke', 'approval'] as const)(
    `doctor names ${action} for the %s hook, and nothing else`,
    async (kind) => {
      const outcomes = await doctor(refused, kind);

      expect(outcomes).toHaveLength(1);
      expect(outcomes[0]).toMatchObject({ allow: action });
      expect(JSON.stringify(outcomes)).not.toMatch(
        new RegExp(`(elasticloadbalancing|acm):(?!${action.split(':')[1]})D`),
      );
    },
  );

  test(`attach names ${action}`, async () => {
    const loadBalancers = [{ targetGroupArn: attachment.targetGroupArn, advancedConfiguration: attachment }];
    const options = { loadBalancers, strategy: 'BLUE_GREEN', defaults: {}, nameOf: () => 'the smoke hook' };
    const hooks = [smoke({ hookDetails: { requests: ['/'] } })];

    expect(await judgeSmokeHooks(hooks, () => testListenerReaders(refused), options)).toMatchObject([
      { level: 'warning', message: expect.stringMatching(new RegExp(`: you are not allowed to call ${action}$`)) },
    ]);
  });
});

test.each(['smoke', 'approval'] as const)(
  'a throttled call asks for no permission, and is not named after another call (%s)',
  async (kind) => {
    const outcomes = await doctor(
      awsWithout('DescribeCertificateCommand', awsError('ThrottlingException', 'slow')),
      kind,
    );

    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]).not.toHaveProperty('allow', expect.any(String));
    expect(JSON.stringify(outcomes)).toContain('ThrottlingException');
    expect(JSON.stringify(outcomes)).not.toContain('DescribeRules');
  },
);

test.each([
  ['DescribeServiceDeploymentsCommand', 'ecs:DescribeServiceDeployments'],
  ['DescribeServiceRevisionsCommand', 'ecs:DescribeServiceRevisions'],
])('if %s is refused for the running deployment, doctor names %s', async (command, action) => {
  const deployment = {
    ...{ status: 'IN_PROGRESS', lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT', targetServiceRevision: { arn: 'revision' } },
  };
  const client = {
    async send(asked: object) {
      if (asked.constructor.name === command) throw awsError('AccessDeniedException', 'no');
      return { serviceDeployments: [deployment] };
    },
  };
  const facts = { runningDeploymentArn: 'deployment' } as unknown as ServiceFacts;

  expect(await readRunningDeployment(client as never, facts)).toEqual({
    seen: false,
    ...{ why: `you are not allowed to call ${action}`, allow: action },
  });
});

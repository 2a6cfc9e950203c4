import { ACMClient, RequestCertificateCommand } from '@aws-sdk/client-acm';
import { DeleteRuleCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, test } from 'vitest';
import type { EcsRevision } from '../../src/deployment/ecs.ts';
import type { LoadBalancerReader } from '../../src/deployment/load-balancer.ts';
import { loadBalancerReader } from '../../src/deployment/load-balancer-reader.ts';
import { acmCertificateReader } from '../../src/deployment/test-traffic/acm-certificate-reader.ts';
import { findTestListeners } from '../../src/deployment/test-traffic/find-test-listeners.ts';
import { planTestRequest } from '../../src/deployment/test-traffic/plan-test-request.ts';
import { motoClientConfig } from '../helpers/moto.ts';
import { useMoto } from '../helpers/use-moto.ts';
import { createStack } from './moto-stack.ts';

const moto = useMoto();
const { signal } = new AbortController();
const anyPath = [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } }];

describe('test listeners over the wire', () => {
  test('turns the conditions of a rule into a request, and proves by the rules where it goes', async () => {
    const stack = await createStack(moto().endpoint, [
      { Field: 'host-header', HostHeaderConfig: { Values: ['test.shop.example'] } },
      { Field: 'path-pattern', PathPatternConfig: { Values: ['/api/*'] } },
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Test', Values: ['gr*'] } },
    ]);
    await stack.weigh({ blue: 0, green: 100 });

    expect(await plan(stack)).toEqual([
      expect.objectContaining({
        send: {
          scheme: 'http',
          hostname: stack.dnsName,
          port: 8080,
          host: 'test.shop.example',
          method: 'GET',
          path: '/api/',
          headers: { 'x-test': 'gr' },
        },
        reach: {
          green: 'yes',
          rule: { priority: '10', arn: stack.ruleArn },
          because: `rule 10 (${stack.ruleArn}) sends everything to green`,
        },
      }),
    ]);
  });

  test('notices when the weights move', async () => {
    const stack = await createStack(moto().endpoint, anyPath);

    await stack.weigh({ blue: 100, green: 0 });
    expect(await plan(stack)).toMatchObject([{ reach: { green: 'no' } }]);

    await stack.weigh({ blue: 25, green: 75 });
    expect(await plan(stack)).toMatchObject([
      { reach: { green: 'no', because: expect.stringContaining('sends only 75 % to green') } },
    ]);
  });

  test('reads the default rule of a listener by its rule ARN, and names the rule that answers before it', async () => {
    const stack = await createStack(moto().endpoint, anyPath);
    const [test] = await find(stack.attachedTo(stack.defaultRuleArn), stack.reader);

    expect(test).toMatchObject({ testRule: { RuleArn: stack.defaultRuleArn, IsDefault: true } });
    expect(test && planTestRequest(test, root, {})).toMatchObject({ reach: { green: 'no', rule: { priority: '10' } } });
  });

  test('derives green from the production rule until ECS has resolved it', async () => {
    const stack = await createStack(moto().endpoint, anyPath);
    const { loadBalancers = [] } = stack.attachedTo(stack.ruleArn);
    const revision = {
      loadBalancers: loadBalancers.map(({ advancedConfiguration, ...rest }) => ({
        ...rest,
        advancedConfiguration: { ...advancedConfiguration, productionListenerRule: stack.defaultRuleArn },
      })),
    };

    expect(await find(revision, stack.reader)).toMatchObject([{ green: stack.greenGroup }]);
  });

  test('reports a rule that is gone', async () => {
    const stack = await createStack(moto().endpoint, anyPath);
    await stack.client.send(new DeleteRuleCommand({ RuleArn: stack.ruleArn }));

    expect(await findTestListeners(stack.revision, { loadBalancers: stack.reader }, signal)).toMatchObject({
      found: false,
      looked: true,
      reason: expect.stringContaining('does not exist'),
    });
  });

  test('reports "could not check" if the signal has fired or nothing answers', async () => {
    const stack = await createStack(moto().endpoint, anyPath);
    const nobody = loadBalancerReader(
      new ElasticLoadBalancingV2Client({ ...motoClientConfig('http://127.0.0.1:1'), maxAttempts: 1 }),
    );

    for (const found of [
      await findTestListeners(stack.revision, { loadBalancers: stack.reader }, AbortSignal.abort()),
      await findTestListeners(stack.revision, { loadBalancers: nobody }, signal),
    ]) {
      expect(found).toMatchObject({ found: false, looked: false });
    }
  });
});

describe('all rules of a listener over the wire', () => {
  test('reads every page of them', async () => {
    const stack = await createStack(moto().endpoint, [
      { Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } },
    ]);
    for (let priority = 100; priority < 160; priority += 1) await stack.addRule(priority);

    const rules = await stack.reader.describeRules(stack.listenerArn, signal);

    expect(new Set(rules?.map(({ RuleArn }) => RuleArn)).size).toBe(62);
    expect(rules?.map(({ Priority }) => Priority)).toEqual(expect.arrayContaining(['10', '100', '159', 'default']));
    expect(await stack.reader.describeRules(`${stack.listenerArn}0`, signal)).toBeUndefined();
  });
});

describe('certificates over the wire', () => {
  test('reads the names on a certificate, each once', async () => {
    const client = new ACMClient(motoClientConfig(moto().endpoint));
    const { CertificateArn = '' } = await client.send(
      new RequestCertificateCommand({
        DomainName: 'shop.example.com',
        SubjectAlternativeNames: ['*.shop.example.com', 'shop.example.com'],
      }),
    );

    const names = await acmCertificateReader(client).describeNames(CertificateArn, signal);

    expect(names.toSorted()).toEqual(['*.shop.example.com', 'shop.example.com']);
  });

  test('rejects if there is no such certificate, or the signal has fired', async () => {
    const reader = acmCertificateReader(new ACMClient(motoClientConfig(moto().endpoint)));
    const arn = 'arn:aws:acm:us-west-2:123456789012:certificate/12345678-1234-1234-1234-123456789012';

    await expect(reader.describeNames(arn, signal)).rejects.toThrow(/./);
    await expect(reader.describeNames(arn, AbortSignal.abort())).rejects.toThrow(/abort/i);
  });
});

const root = { method: 'GET', path: '/', headers: {} };

async function find(revision: EcsRevision, loadBalancers: LoadBalancerReader) {
  const moment = { stage: 'POST_TEST_TRAFFIC_SHIFT', productionWeight: undefined };
  const found = await findTestListeners(revision, { loadBalancers }, signal, { moment });
  return found.found ? found.tests : [];
}

async function plan({ revision, reader }: Awaited<ReturnType<typeof createStack>>) {
  return (await find(revision, reader)).map((test) => planTestRequest(test, root, {}));
}

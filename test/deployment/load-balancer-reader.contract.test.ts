import { DeleteRuleCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { loadBalancerReader } from '../../src/deployment/load-balancer-reader.ts';
import { findTestUrl } from '../../src/deployment/test-url.ts';
import { motoClientConfig } from '../helpers/moto.ts';
import { useMoto } from '../helpers/use-moto.ts';
import { createStack } from './moto-stack.ts';

const moto = useMoto();
const { signal } = new AbortController();

describe('findTestUrl over the wire', () => {
  it('turns the conditions of a rule into a request, and proves by the weights where it goes', async () => {
    const stack = await createStack(moto().endpoint, [
      { Field: 'host-header', HostHeaderConfig: { Values: ['test.shop.example'] } },
      { Field: 'path-pattern', PathPatternConfig: { Values: ['/api/*'] } },
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Test', Values: ['green'] } },
    ]);
    await stack.weigh({ blue: 0, green: 100 });

    const result = await findTestUrl(stack.revision, stack.reader, signal);

    expect(result).toEqual({
      found: true,
      endpoint: {
        scheme: 'http',
        hostname: stack.dnsName,
        port: 8080,
        host: 'test.shop.example',
        headers: { 'x-test': 'green' },
        pathPrefix: '/api',
        query: [],
        methods: undefined,
        internal: true,
        url: 'http://test.shop.example:8080/api/',
        targetGroupArn: stack.greenGroup,
        pointsAtGreen: true,
        pointsAtGreenBecause: "the test listener sends everything to green's target group green",
      },
    });
  });

  it('sees the weights move', async () => {
    const stack = await createStack(moto().endpoint, [
      { Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } },
    ]);

    await stack.weigh({ blue: 100, green: 0 });
    expect(await findTestUrl(stack.revision, stack.reader, signal)).toMatchObject({
      endpoint: { pointsAtGreen: false },
    });

    await stack.weigh({ blue: 25, green: 75 });
    expect(await findTestUrl(stack.revision, stack.reader, signal)).toMatchObject({
      endpoint: {
        pointsAtGreen: false,
        pointsAtGreenBecause: "the test listener sends only 75 % to green's target group green",
      },
    });
  });

  it("takes a listener's default rule by its rule arn", async () => {
    const stack = await createStack(moto().endpoint, [
      { Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } },
    ]);

    expect(await findTestUrl(stack.attachedTo(stack.defaultRuleArn), stack.reader, signal)).toMatchObject({
      endpoint: { port: 8080, host: stack.dnsName, pathPrefix: '', pointsAtGreen: false },
    });
  });

  it('names a wildcard condition instead of guessing', async () => {
    const stack = await createStack(moto().endpoint, [
      { Field: 'host-header', HostHeaderConfig: { Values: ['*.shop.example'] } },
    ]);

    expect(await findTestUrl(stack.revision, stack.reader, signal)).toEqual({
      found: false,
      looked: true,
      reason:
        "the test rule's host-header condition *.shop.example cannot be turned into one value: set hookDetails.baseUrl",
    });
  });

  it('has looked when the rule is gone', async () => {
    const stack = await createStack(moto().endpoint, [
      { Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } },
    ]);
    await stack.client.send(new DeleteRuleCommand({ RuleArn: stack.ruleArn }));

    expect(await findTestUrl(stack.revision, stack.reader, signal)).toMatchObject({
      found: false,
      looked: true,
      reason: expect.stringContaining('does not exist'),
    });
  });

  it('could not look when the signal has fired or nobody answers', async () => {
    const stack = await createStack(moto().endpoint, [
      { Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } },
    ]);
    const nobody = loadBalancerReader(
      new ElasticLoadBalancingV2Client({ ...motoClientConfig('http://127.0.0.1:1'), maxAttempts: 1 }),
    );

    expect(await findTestUrl(stack.revision, stack.reader, AbortSignal.abort())).toMatchObject({ looked: false });
    expect(await findTestUrl(stack.revision, nobody, signal)).toMatchObject({ looked: false });
  });
});

describe('all rules of a listener over the wire', () => {
  it('reads every page of them', async () => {
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

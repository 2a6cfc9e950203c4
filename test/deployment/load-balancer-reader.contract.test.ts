import { DeleteRuleCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { loadBalancerReader } from '../../src/deployment/load-balancer-reader.ts';
import { findTargetHealth } from '../../src/deployment/target-health.ts';
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

describe('findTargetHealth over the wire', () => {
  it('counts the targets of a group, and knows when there is no such group', async () => {
    const stack = await createStack(moto().endpoint, [
      { Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } },
    ]);

    expect(await findTargetHealth(stack.greenGroup, stack.reader, signal)).toEqual({
      known: true,
      healthy: 0,
      total: 0,
      ailing: [],
    });
    expect(await findTargetHealth(`${stack.greenGroup}0`, stack.reader, signal)).toEqual({
      known: false,
      reason: `target group ${stack.greenGroup}0 does not exist`,
    });
  });
});

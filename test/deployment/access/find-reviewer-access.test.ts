import { describe, expect, test } from 'vitest';
import { findReviewerAccess } from '../../../src/deployment/access/find-reviewer-access.ts';
import type { RuleCondition } from '../../../src/deployment/load-balancer.ts';
import { awsError, FakeLoadBalancers } from '../fake-readers.ts';
import {
  account,
  blue,
  fallback,
  forwardTo,
  green,
  header,
  host,
  toBlue,
  toGreen,
} from '../test-traffic/a-test-listener.ts';

const { signal } = new AbortController();

/** One load balancer of the service: its test rule, its address, and whether its test rule exists at all. */
type Shape = { conditions?: RuleCondition[]; isInternal?: boolean; isGone?: boolean; isBlue?: boolean };

const open: Shape = {};
const internal: Shape = { isInternal: true };
const secret: Shape = { conditions: [header('x-test', '1')] };
const named: Shape = { conditions: [host('shop.example.com')] };
const gone: Shape = { isGone: true };
const toOld: Shape = { isBlue: true };

const address = (number: number) => `http://lb-${number}.example.com:80${number}0/`;
const because = 'it is reached only with the header x-test, which a browser does not send';

describe('the access for reviewers of a service', () => {
  test('is undefined without a test listener', async () => {
    expect(await access([])).toBeUndefined();
  });

  test('is the address with one test listener, without remarks', async () => {
    expect(await access([open])).toEqual({
      ...{ address: address(1), because: undefined, command: undefined, internal: false, remarks: [] },
    });
  });

  test('is the reason if the test listener is gone', async () => {
    expect(await access([gone])).toEqual({
      ...{ address: undefined, command: undefined, internal: false, remarks: [] },
      because: `the test listener rule ${ruleArn(1)} does not exist`,
    });
  });

  test('is the error if the test listener cannot be read', async () => {
    const broken = awsError('ThrottlingException', 'Rate exceeded');

    expect(await access([open], broken)).toEqual({
      ...{ address: undefined, command: undefined, internal: false, remarks: [] },
      because: 'the test listener could not be read: ThrottlingException: Rate exceeded',
      cause: broken,
    });
  });

  test('is the address of the second if the first has only a command', async () => {
    expect(await access([secret, open])).toMatchObject({
      address: address(2),
      remarks: [`another load balancer of the service gives no address: ${because}`],
    });
  });

  test('is the public address before the internal one, which becomes a remark', async () => {
    expect(await access([internal, open])).toMatchObject({
      ...{ address: address(2), internal: false },
      remarks: [
        `at ${address(1)} another load balancer of the service shows it too, but it is reachable only inside its VPC`,
      ],
    });
  });

  test('includes the limits of every other address', async () => {
    const name = 'it shows the new version if shop.example.com leads to the load balancer';

    expect(await access([named, open, { ...named, ...internal }])).toMatchObject({
      address: 'http://shop.example.com:8010/',
      remarks: [
        `${name} lb-1.example.com`,
        `at ${address(2)} another load balancer of the service shows it too`,
        `at http://shop.example.com:8030/ another load balancer of the service shows it too, but it is reachable only inside its VPC, and ${name} lb-3.example.com`,
      ],
    });
  });

  test('is the command of the third if none has an address, with the reasons of the others', async () => {
    expect(await access([gone, toOld, secret])).toMatchObject({
      ...{ address: undefined, because, command: `curl -H 'x-test: <value of the rule>' ${address(3)}` },
      remarks: [
        `another load balancer of the service gives no address: the test listener rule ${ruleArn(1)} does not exist`,
        'another load balancer of the service gives no address: rule 100 forwards to target group shop-blue',
      ],
    });
  });

  test('is the reason of the first if none has either', async () => {
    expect(await access([toOld, gone])).toMatchObject({
      because: 'rule 100 forwards to target group shop-blue',
      remarks: [
        `another load balancer of the service gives no address: the test listener rule ${ruleArn(2)} does not exist`,
      ],
    });
  });

  test('contains a reason once if several share it', async () => {
    expect(await access([secret, secret, toOld])).toMatchObject({
      because,
      remarks: ['another load balancer of the service gives no address: rule 100 forwards to target group shop-blue'],
    });
  });

  test('recognizes green by the production rule while ECS has not named it', async () => {
    const before = { stage: 'POST_TEST_TRAFFIC_SHIFT', productionWeight: 0 };
    const { revision, readers } = world([open]);
    const { resolvedConfiguration: _unresolved, ...early } = revision;

    expect(await findReviewerAccess(early, readers, signal, before)).toMatchObject({ address: address(1) });
    expect(await findReviewerAccess(early, readers, signal)).toMatchObject({
      ...{ address: undefined, because: "green's target group is not known" },
    });
  });
});

async function access(shapes: readonly Shape[], broken?: Error) {
  const { revision, readers } = world(shapes);
  readers.loadBalancers.broken = broken;
  return findReviewerAccess(revision, readers, signal);
}

/** A service behind a load balancer of each shape, all of them with the same target groups. */
function world(shapes: readonly Shape[]) {
  const loadBalancers = new FakeLoadBalancers();
  const attached = shapes.map(({ conditions = [], isInternal, isGone, isBlue }, index) => {
    const number = index + 1;
    const add = (priority: string, rule: Parameters<typeof loadBalancers.rules.set>[1]) =>
      loadBalancers.rules.set(ruleArn(number, priority), { ...rule, RuleArn: ruleArn(number, priority) });
    loadBalancers.listeners.set(listenerArn(number), { Protocol: 'HTTP', Port: 8000 + number * 10 });
    loadBalancers.loadBalancers.set(`${account}:loadbalancer/app/lb-${number}/50dc6c495c0c9188`, {
      DNSName: `lb-${number}.example.com`,
      Scheme: isInternal ? 'internal' : 'internet-facing',
    });
    const Conditions =
      conditions.length > 0 ? conditions : [{ Field: 'path-pattern', PathPatternConfig: { Values: ['*'] } }];
    if (!isGone) add('100', { Priority: '100', Conditions, Actions: isBlue ? toBlue : toGreen });
    add('1', { Priority: '1', Conditions: [host('production.example.com')], Actions: [forwardTo([blue, 1])] });
    add('default', fallback([{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }]));
    const rules = { testListenerRule: ruleArn(number), productionListenerRule: ruleArn(number, '1') };
    return { targetGroupArn: blue, advancedConfiguration: { alternateTargetGroupArn: green, ...rules } };
  });
  const resolvedConfiguration = { loadBalancers: [{ targetGroupArn: green }] };
  return { revision: { loadBalancers: attached, resolvedConfiguration }, readers: { loadBalancers } };
}

function listenerArn(number: number): string {
  return `${account}:listener/app/lb-${number}/50dc6c495c0c9188/f2f7dc8efc522ab2`;
}

function ruleArn(number: number, priority = '100'): string {
  return `${listenerArn(number).replace(':listener/', ':listener-rule/')}/${priority}`;
}

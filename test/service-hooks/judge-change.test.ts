import { describe, expect, test } from 'vitest';
import { targetOfWith } from '../../src/cli/attach/plan-attach.ts';
import { judgeChange } from '../../src/service-hooks/judge-change.ts';
import type { LifecycleHook } from '../../src/service-hooks/lifecycle-hook.ts';
import { mergeHooks, removeHooks } from '../../src/service-hooks/merge-hooks.ts';
import { ownerOf, type ServiceFacts } from '../../src/service-hooks/service-facts.ts';
import { approval, directory, own, pause, serviceFacts, smoke } from '../cli/attach/hooks.ts';

type Given = {
  current?: LifecycleHook[];
  service?: Partial<ServiceFacts>;
  allowsFailOpen?: boolean;
  defaults?: object;
};

async function judge(
  wanted: LifecycleHook[],
  { current = [], service = {}, allowsFailOpen = false, defaults = {} }: Given = {},
) {
  const known = { ...directory, defaults: { ...directory.defaults, ...defaults } };
  const changes = mergeHooks(current, wanted, targetOfWith(known));
  return judgeChange(changes, serviceFacts({ hooks: current, ...service }), { directory: known, allowsFailOpen });
}

const timeout = (timeoutInMinutes: number, action = 'ROLLBACK') => ({
  timeoutConfiguration: { timeoutInMinutes, action },
});

describe('what would not work is refused', () => {
  test('nothing is said about what is right', async () => {
    const alarms = smoke({ hookTargetArn: directory.arns.alarms, hookDetails: { alarms: ['a'] } });

    expect(await judge([smoke(), alarms, approval(), own(), pause()])).toEqual([]);
  });

  test.each<[string, LifecycleHook[], Given, string, string]>([
    [
      'a key that the hook does not know',
      [smoke({ hookDetails: { paths: ['/'] } })],
      {},
      'hookDetails.paths: unknown key',
      'docs/attach.md',
    ],
    [
      'a value of the wrong kind, by its path',
      [smoke({ hookDetails: { requests: ['/', { path: '/a', status: 'ok' }] } })],
      {},
      'hookDetails.requests[1].status',
      'docs/attach.md',
    ],
    [
      'a deadline over the limit of a stage',
      [approval({ hookDetails: { deadlineMinutes: 1440 }, ...timeout(1440) })],
      {},
      'hookDetails.deadlineMinutes: expected a whole number of minutes from 1 to 1430',
      '',
    ],
    [
      'a time-out shorter than the deadline',
      [approval(timeout(200))],
      {},
      'its timeout of 200 minutes is not longer than deadlineMinutes (240)',
      'write --timeout 300',
    ],
    [
      'a time-out shorter than the deadline of the defaults',
      [approval()],
      { defaults: { approval: { deadlineMinutes: 600 } } },
      'not longer than deadlineMinutes (600)',
      '660',
    ],
    [
      'a hook that ROLLING never calls',
      [smoke()],
      { service: { strategy: 'ROLLING' } },
      'the strategy is ROLLING, which never calls it at POST_TEST_TRAFFIC_SHIFT',
      '--allow-fail-open',
    ],
    [
      'an approval that opens by itself',
      [approval(timeout(300, 'CONTINUE'))],
      {},
      'a gate that nobody answers opens',
      '--allow-fail-open',
    ],
    [
      'a pause at a stage that a rollback calls again',
      [pause({ lifecycleStages: ['PRODUCTION_TRAFFIC_SHIFT'] })],
      {},
      'a pause cannot be at PRODUCTION_TRAFFIC_SHIFT',
      'POST_SCALE_UP',
    ],
    [
      'a stage that calls no hooks',
      [smoke({ lifecycleStages: ['BAKE_TIME'] })],
      {},
      '"BAKE_TIME" is not a stage that calls hooks',
      'POST_TEST_TRAFFIC_SHIFT',
    ],
    ['a time-out of no length', [smoke(timeout(0))], {}, 'timeoutInMinutes is 0', '1 to 1440'],
    ['a time-out that only a pause may have', [own(timeout(2000))], {}, 'timeoutInMinutes is 2000', '1 to 1440'],
    [
      'something else in place of a function',
      [own({ hookTargetArn: 'my-hook' })],
      {},
      '"my-hook" is not the ARN of a Lambda function',
      'arn:aws:lambda',
    ],
    [
      'something else in place of a role',
      [own({ roleArn: 'my-role' })],
      {},
      '"my-role" is not the ARN of a role',
      'arn:aws:iam',
    ],
    [
      'two approvals without names',
      [approval({ lifecycleStages: ['POST_SCALE_UP'] })],
      { current: [approval({ lifecycleStages: ['POST_SCALE_UP', 'PRE_SCALE_UP'] })] },
      'two approval gates without a name would stand at POST_SCALE_UP',
      '--gate',
    ],
    [
      'an eleventh Lambda hook',
      [own({ hookDetails: { gate: 'z' } })],
      { current: Array.from({ length: 10 }, (_, index) => own({ hookDetails: { gate: `g${index}` } })) },
      'it would have 11 Lambda hooks',
      'detach',
    ],
    [
      'deployments that ECS does not make',
      [smoke()],
      { service: { controllerType: 'CODE_DEPLOY' } },
      'its deployments are made by CODE_DEPLOY',
      'deploymentController',
    ],
  ])('%s', async (_title, wanted, given, message, next) => {
    const [finding] = await judge(wanted, given);

    expect(finding).toMatchObject({ level: 'refusal', message: expect.stringContaining(message) });
    expect(finding?.next ?? '').toContain(next);
  });
});

describe('what is to be weighed is a warning', () => {
  test.each<[string, LifecycleHook[], Given, string]>([
    [
      'an approval that opens by itself on request',
      [approval(timeout(300, 'CONTINUE'))],
      { allowsFailOpen: true },
      'a gate that nobody answers opens',
    ],
    ['a check that opens by itself', [smoke(timeout(30, 'CONTINUE'))], {}, 'a gate that nobody answers opens'],
    [
      'a hook that ROLLING never calls on request',
      [smoke()],
      { service: { strategy: 'ROLLING' }, allowsFailOpen: true },
      'the strategy is ROLLING, which never calls it at POST_TEST_TRAFFIC_SHIFT',
    ],
    ['approvals at each step', [approval()], { service: { strategy: 'LINEAR' } }, 'comes again at each step'],
    [
      'people asked beside checks',
      [approval({ lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'] })],
      { current: [smoke()] },
      'it stands beside checks',
    ],
    [
      'a timeout that ends before an alarm check has watched',
      [smoke({ hookTargetArn: directory.arns.alarms, hookDetails: { alarms: ['a'], watchMinutes: 30 } })],
      {},
      'not longer than watchMinutes (30)',
    ],
    [
      'a timeout that ends before the listener must have settled',
      [smoke({ hookDetails: { waitMinutes: 20, settleSeconds: 900 }, ...timeout(30) })],
      {},
      'not longer than waitMinutes (20) plus settleSeconds (900)',
    ],
    ['a time-out that ends with the wait', [smoke(timeout(15))], {}, 'not longer than waitMinutes (15)'],
    [
      'a time-out that ends shortly after the deadline',
      [approval(timeout(241))],
      {},
      'only slightly longer than deadlineMinutes (240)',
    ],
    [
      'a function in another Region',
      [own({ hookTargetArn: 'arn:aws:lambda:eu-west-1:123456789012:function:f' })],
      {},
      'its function is in eu-west-1',
    ],
    [
      'a deployment that runs',
      [smoke()],
      { service: { runningDeploymentArn: 'arn:x/abc' } },
      'deployment abc is running',
    ],
    [
      'a first deployment',
      [smoke()],
      { service: { isFirstDeployment: true, runningDeploymentArn: 'arn:x/abc' } },
      'has never finished a deployment',
    ],
    [
      'an owner',
      [smoke()],
      { service: { owner: { what: 'CloudFormation stack "shop"', print: 'cloudformation' } } },
      'CloudFormation stack "shop" owns it',
    ],
    [
      'more than 33 hours for CloudFormation',
      [approval({ hookDetails: { deadlineMinutes: 1000 }, ...timeout(1400) }), pause(timeout(600))],
      { service: { owner: { what: 'a stack', print: 'cloudformation' } } },
      'bake time and time-outs come to 2005 minutes',
    ],
  ])('%s', async (_title, wanted, given, message) => {
    const findings = await judge(wanted, given);

    expect(findings.map(({ level }) => level)).not.toContain('refusal');
    expect(findings.map((finding) => finding.message).join('\n')).toContain(message);
  });
});

test('what others attached before is not judged', async () => {
  const theirs = approval({ hookDetails: { nonsense: true }, ...timeout(10, 'CONTINUE') });

  expect(await judge([smoke()], { current: [theirs] })).toEqual([]);
});

test('nothing is said about a service where nothing changes', async () => {
  const changes = removeHooks([own()], { isMeant: () => false });

  expect(
    await judgeChange(changes, serviceFacts({ runningDeploymentArn: 'arn:x/abc' }), {
      directory,
      allowsFailOpen: false,
    }),
  ).toEqual([]);
});

describe('ownerOf', () => {
  test.each<[string, { key: string; value: string }[], string | undefined]>([
    ['the tag of CloudFormation', [{ key: 'aws:cloudformation:stack-name', value: 'shop' }], 'cloudformation'],
    ['a tag that says Terraform', [{ key: 'ManagedBy', value: 'Terraform' }], 'terraform'],
    ['a tag of that name', [{ key: 'terraform', value: 'true' }], 'terraform'],
    ['a tag of that name that says no', [{ key: 'terraform', value: 'false' }], undefined],
    ['other tags', [{ key: 'team', value: 'shop' }], undefined],
  ])('reads %s', (_title, tags, print) => {
    expect(ownerOf(tags)?.print).toBe(print);
  });
});

import { describe, expect, test } from 'vitest';
import { targetOfWith } from '../../src/cli/attach/plan-attach.ts';
import { type HookedService, ownerOf } from '../../src/service-hooks/hooked-service.ts';
import { judgeChange } from '../../src/service-hooks/judge-change.ts';
import type { LifecycleHook } from '../../src/service-hooks/lifecycle-hook.ts';
import { hooksAfter, mergeHooks, removeHooks } from '../../src/service-hooks/merge-hooks.ts';
import { readServiceHooks } from '../../src/service-hooks/service-hook.ts';
import { approval, directory, hookedService, own, pause, smoke } from '../cli/attach/hooks.ts';

type Given = {
  current?: LifecycleHook[];
  service?: Partial<HookedService>;
  allowsFailOpen?: boolean;
  defaults?: object;
};

async function judge(
  wanted: LifecycleHook[],
  { current = [], service = {}, allowsFailOpen = false, defaults = {} }: Given = {},
) {
  const known = { ...directory, defaults: { ...directory.defaults, ...defaults } };
  const changes = mergeHooks(current, wanted, targetOfWith(known));
  const hooks = await readServiceHooks(hooksAfter(changes), known);
  return judgeChange(changes, hookedService({ ...service, hooks }), { allowsFailOpen });
}

const owned = (what: string): HookedService['owner'] => ({ seen: true, value: { what, print: 'cloudformation' } });

const timeout = (timeoutInMinutes: number, action = 'ROLLBACK') => ({
  timeoutConfiguration: { timeoutInMinutes, action },
});

describe('changes that would not work', () => {
  test('do not include a valid one', async () => {
    const alarms = smoke({ hookTargetArn: directory.arns.alarms, hookDetails: { alarms: ['a'] } });

    expect(await judge([smoke(), alarms, approval(), own(), pause()])).toEqual([]);
  });

  test.each<[string, LifecycleHook[], Given, string, string]>([
    [
      'a key that the hook does not know',
      [smoke({ hookDetails: { paths: ['/'] } })],
      {},
      'hookDetails.paths: unknown key',
      'docs/hook-details.md',
    ],
    [
      'a value of the wrong kind, by its path',
      [smoke({ hookDetails: { requests: ['/', { path: '/a', status: 'ok' }] } })],
      {},
      'hookDetails.requests[1].status',
      'docs/hook-details.md',
    ],
    [
      'a deadline over the limit of a stage',
      [approval({ hookDetails: { deadlineMinutes: 1440 }, ...timeout(1440) })],
      {},
      'hookDetails.deadlineMinutes: expected a whole number of minutes from 1 to 1430',
      '',
    ],
    [
      'a timeout shorter than the deadline',
      [approval(timeout(200))],
      {},
      'timeoutInMinutes is 200, deadlineMinutes 240',
      'write --timeout 300',
    ],
    [
      'a timeout shorter than the deadline of the defaults',
      [approval()],
      { defaults: { approval: { deadlineMinutes: 600 } } },
      'timeoutInMinutes is 300, deadlineMinutes 600',
      'write --timeout 660',
    ],
    [
      'a hook that ROLLING never calls',
      [smoke()],
      { service: { strategy: 'ROLLING' } },
      'the strategy is ROLLING, and lifecycleHooks[0] is at POST_TEST_TRAFFIC_SHIFT',
      '--allow-fail-open',
    ],
    [
      'an approval that fails open',
      [approval(timeout(300, 'CONTINUE'))],
      {},
      'a hook that runs out of time lets the deployment through: lifecycleHooks[0].timeoutConfiguration.action is CONTINUE',
      '--allow-fail-open',
    ],
    [
      'a pause at a stage that a rollback calls again',
      [pause({ lifecycleStages: ['PRODUCTION_TRAFFIC_SHIFT'] })],
      {},
      'a hook is at a stage that its type cannot have: lifecycleHooks[0].lifecycleStages names PRODUCTION_TRAFFIC_SHIFT',
      'POST_SCALE_UP',
    ],
    [
      'a stage that calls no hooks',
      [smoke({ lifecycleStages: ['BAKE_TIME'] })],
      {},
      'lifecycleHooks[0].lifecycleStages names BAKE_TIME',
      'POST_TEST_TRAFFIC_SHIFT',
    ],
    ['a timeout of 0 minutes', [smoke(timeout(0))], {}, 'timeoutInMinutes is 0', '1 to 1440'],
    ['a timeout that only a pause may have', [own(timeout(2000))], {}, 'timeoutInMinutes is 2000', '1 to 1440'],
    [
      'a target that is not a function',
      [own({ hookTargetArn: 'my-hook' })],
      {},
      'lifecycleHooks[0].hookTargetArn is "my-hook"',
      'arn:aws:lambda',
    ],
    [
      'a role that is not an ARN',
      [own({ roleArn: 'my-role' })],
      {},
      'lifecycleHooks[0].roleArn is "my-role"',
      'arn:aws:iam',
    ],
    [
      'a function in another Region',
      [own({ hookTargetArn: 'arn:aws:lambda:eu-west-1:123456789012:function:f' })],
      {},
      'hookTargetArn is in 123456789012 eu-west-1, the service in 123456789012 us-west-2',
      'deploy the function in us-west-2',
    ],
    [
      'a function in another account',
      [own({ hookTargetArn: 'arn:aws:lambda:us-west-2:999999999999:function:f' })],
      {},
      'hookTargetArn is in 999999999999 us-west-2',
      'deploy the function',
    ],
    [
      'an unknown stage',
      [own({ lifecycleStages: ['POST_TEST_SHIFT'] })],
      {},
      'the stage POST_TEST_SHIFT is not known to this version of Greenlight',
      'POST_TEST_TRAFFIC_SHIFT',
    ],
    [
      'an unknown action',
      [own(timeout(30, 'IGNORE'))],
      {},
      'the action "IGNORE" is not known to this version of Greenlight',
      'ROLLBACK',
    ],
    [
      'a smoke test before the test listener points to the new version',
      [smoke({ lifecycleStages: ['POST_SCALE_UP'] })],
      {},
      'lifecycleHooks[0] is at POST_SCALE_UP and has no baseUrl',
      '--at POST_TEST_TRAFFIC_SHIFT',
    ],
    [
      'more than 33 hours for CloudFormation',
      [approval({ hookDetails: { deadlineMinutes: 1000 }, ...timeout(1400) }), pause(timeout(600))],
      { service: { owner: owned('CloudFormation stack "shop"') } },
      '2005 min, allowed are 1980',
      'TimeoutInMinutes',
    ],
    [
      'two approvals without names',
      [approval({ lifecycleStages: ['POST_SCALE_UP'] })],
      { current: [approval({ lifecycleStages: ['POST_SCALE_UP', 'PRE_SCALE_UP'] })] },
      'two hooks of the same kind at one stage share a gate name: lifecycleHooks[0] and lifecycleHooks[1] have no gate',
      '--gate',
    ],
    [
      'an eleventh Lambda hook',
      [own({ hookDetails: { gate: 'z' } })],
      { current: Array.from({ length: 10 }, (_, index) => own({ hookDetails: { gate: `g${index}` } })) },
      '11 Lambda hooks and 0 pause hooks',
      'detach',
    ],
    [
      'deployments that ECS does not make',
      [smoke()],
      { service: { controller: 'CODE_DEPLOY' } },
      'deploymentController.type is CODE_DEPLOY',
      '--deployment-controller type=ECS',
    ],
  ])('include %s, which is refused', async (_title, wanted, given, message, next) => {
    const [finding] = await judge(wanted, given);

    expect(finding).toMatchObject({ level: 'refusal', message: expect.stringContaining(message) });
    expect(finding?.next ?? '').toContain(next);
  });
});

describe('changes that need consideration', () => {
  test.each<[string, LifecycleHook[], Given, string]>([
    [
      'an approval that fails open on request',
      [approval(timeout(300, 'CONTINUE'))],
      { allowsFailOpen: true },
      'a hook that runs out of time lets the deployment through',
    ],
    [
      'a check that fails open',
      [smoke(timeout(30, 'CONTINUE'))],
      {},
      'a hook that runs out of time lets the deployment through',
    ],
    [
      'a hook that ROLLING never calls on request',
      [smoke()],
      { service: { strategy: 'ROLLING' }, allowsFailOpen: true },
      'the strategy is ROLLING, and lifecycleHooks[0] is at POST_TEST_TRAFFIC_SHIFT',
    ],
    [
      'approvals at each step',
      [approval()],
      { service: { strategy: 'LINEAR' } },
      'a stage that is repeated at every step',
    ],
    [
      'an approval at the same stage as checks',
      [approval({ lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'] })],
      { current: [smoke()] },
      'people are asked at the same stage as automated checks',
    ],
    [
      'a timeout that ends before an alarm check has watched',
      [smoke({ hookTargetArn: directory.arns.alarms, hookDetails: { alarms: ['a'], watchMinutes: 30 } })],
      {},
      'timeoutInMinutes is 30, watchMinutes (30)',
    ],
    [
      'a timeout that ends before the listener must have settled',
      [smoke({ hookDetails: { waitMinutes: 20, settleSeconds: 900 }, ...timeout(30) })],
      {},
      'timeoutInMinutes is 30, waitMinutes (20) plus settleSeconds (900)',
    ],
    [
      'a timeout that ends together with the wait',
      [smoke(timeout(15))],
      {},
      'timeoutInMinutes is 15, waitMinutes (15)',
    ],
    [
      'a timeout that ends shortly after the deadline',
      [approval(timeout(241))],
      {},
      'just as the hook ends its wait: lifecycleHooks[0].timeoutConfiguration.timeoutInMinutes is 241, deadlineMinutes (240)',
    ],
    [
      'a running deployment',
      [smoke()],
      { service: { runningDeploymentArn: 'arn:x/abc' } },
      'a deployment of the service is running: deployment abc',
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
      { service: { owner: owned('CloudFormation stack "shop"') } },
      'CloudFormation stack "shop" owns it',
    ],
    [
      'a pause at the stage of a check',
      [pause({ lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'] })],
      { current: [own()] },
      'lifecycleHooks[1] PAUSE is at the same stage as lifecycleHooks[0] my-hook',
    ],
    [
      'a list over a limit, if it becomes shorter',
      [pause(timeout(600))],
      { current: [approval(timeout(1400)), pause(timeout(700))], service: { owner: owned('a stack') } },
      'bake time and timeouts exceed what CloudFormation accepts: 2005 min',
    ],
  ])('include %s, which causes a warning', async (_title, wanted, given, message) => {
    const findings = await judge(wanted, given);

    expect(findings.map(({ level }) => level)).not.toContain('refusal');
    expect(findings.map((finding) => finding.message).join('\n')).toContain(message);
  });
});

test('hooks that others attached before are not judged', async () => {
  const theirs = approval({ hookDetails: { nonsense: true }, ...timeout(10, 'CONTINUE') });

  expect(await judge([smoke()], { current: [theirs] })).toEqual([]);
});

test('a service without changes has no findings', async () => {
  const changes = removeHooks([own()], { isMeant: () => false });

  const service = hookedService({ runningDeploymentArn: 'arn:x/abc' });
  expect(judgeChange(changes, service, { allowsFailOpen: false })).toEqual([]);
});

describe('ownerOf', () => {
  test.each<[string, { key: string; value: string }[], string | undefined]>([
    ['the tag of CloudFormation', [{ key: 'aws:cloudformation:stack-name', value: 'shop' }], 'cloudformation'],
    ['a tag with the value Terraform', [{ key: 'ManagedBy', value: 'Terraform' }], 'terraform'],
    ['a tag named terraform', [{ key: 'terraform', value: 'true' }], 'terraform'],
    ['a tag named terraform with the value false', [{ key: 'terraform', value: 'false' }], undefined],
    ['other tags', [{ key: 'team', value: 'shop' }], undefined],
  ])('reads %s', (_title, tags, print) => {
    expect(ownerOf(tags)?.print).toBe(print);
  });
});

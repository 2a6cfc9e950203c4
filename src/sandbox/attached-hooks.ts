import type { ServiceNames } from '../controller/ecs/arns.ts';
import type { LifecycleHookInput } from '../controller/ecs/deployment-configuration.ts';
import type { HookNeeds } from './load-balancer/hook-needs.ts';
import { type Quorum, reviewers } from './mailbox/sandbox-reviewers.ts';
import type { InstalledHooks } from './surroundings.ts';

/** The ARN of one of the deployed functions: `approval-hook`. */
export function sandboxFunctionArn({ partition, region, account }: ServiceNames, name: string): string {
  return `arn:${partition}:lambda:${region}:${account}:function:greenlight-${name}`;
}

/** What people are asked, by the approval hook or at a pause. */
export const question = {
  reviewers: reviewers.map(({ address }) => address),
  title: 'New background for the catalogue',
  notes: 'Put something into the cart on the test listener before you approve.',
  deadlineMinutes: 240,
};

/** The sandbox's visitors are few, so that little has to be enough. */
const comparison = {
  compare: [
    { preset: 'errorRate', minRequests: 20 },
    { preset: 'p50', minRequests: 20, floorMillis: 100 },
  ],
} as const;

type Attachment = Pick<
  InstalledHooks,
  'deploymentConfiguration' | 'comparing' | 'forQuorum' | 'forRules' | 'forSignIn' | 'forRolling'
>;

const noNeeds: HookNeeds = { smoke: {}, approval: {} };

/** How the shop attaches the hooks, and what a deployment may choose of it. */
export function retailHooks(names: ServiceNames, alarmName: string, needs = noNeeds): Required<Attachment> {
  const arn = (name: string) => sandboxFunctionArn(names, name);
  const { smoke, alarm, approval, metrics } = attachedHooks(
    arn,
    `arn:${names.partition}:iam::${names.account}:role/greenlight-invoke`,
    alarmName,
    needs,
  );
  const isOne = (hook: LifecycleHookInput, ...of: LifecycleHookInput[]) =>
    of.some(({ hookTargetArn }) => hookTargetArn === hook.hookTargetArn);
  const ofApproval = (change: (hook: LifecycleHookInput) => LifecycleHookInput) => (hook: LifecycleHookInput) =>
    isOne(hook, approval) ? change(hook) : hook;
  return {
    deploymentConfiguration: { lifecycleHooks: [smoke, alarm, approval] },
    comparing: metrics,
    forQuorum: (hook, approvals) => ofApproval((asking) => byQuorum(asking, approvals))(hook),
    forRules: ofApproval(byRules),
    forSignIn: ofApproval(signedIn),
    forRolling: (hook) => (isOne(hook, alarm, approval) ? beforeRolling(hook) : hook),
  };
}

/**
 * The automated checks run as soon as the test listener shows green; people are asked last, right before
 * production moves, and only if the checks passed.
 */
function attachedHooks(
  arn: (name: string) => string,
  roleArn: string,
  alarmName: string,
  needs: HookNeeds,
): AttachedHooks {
  const hook = { targetType: 'AWS_LAMBDA', roleArn } as const;
  return {
    smoke: {
      ...hook,
      hookTargetArn: arn('smoke-hook'),
      lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
      hookDetails: {
        // As long as a computer that is busy with something else may take.
        requests: ['/health', { path: '/', contains: 'Add to cart', maxMillis: 20_000 }, '/cart'],
        expect: { header: { 'x-revision': '$revisionId' } },
        ...needs.smoke,
      },
    },
    alarm: {
      ...hook,
      hookTargetArn: arn('alarm-hook'),
      lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
      hookDetails: { alarms: [alarmName] },
    },
    approval: {
      ...hook,
      hookTargetArn: arn('approval-hook'),
      lifecycleStages: ['PRE_PRODUCTION_TRAFFIC_SHIFT'],
      hookDetails: {
        gate: 'release',
        ...question,
        ...needs.approval,
      },
      timeoutConfiguration: { timeoutInMinutes: 300, action: 'ROLLBACK' },
    },
    metrics: {
      ...hook,
      hookTargetArn: arn('gate-hook'),
      lifecycleStages: ['PRODUCTION_TRAFFIC_SHIFT'],
      hookDetails: {
        gate: 'metrics',
        checks: [{ metrics: { ...comparison, baseline: 'concurrent', initialDelayMinutes: 0, watchMinutes: 10 } }],
      },
      timeoutConfiguration: { timeoutInMinutes: 60, action: 'ROLLBACK' },
    },
  };
}

type AttachedHooks = Record<'smoke' | 'alarm' | 'approval' | 'metrics', LifecycleHookInput>;

/**
 * A rolling deployment calls hooks only before it starts, and has no test listener: reviewers have nothing to try yet, and nothing can be
 * smoke-tested.
 */
function beforeRolling(hook: LifecycleHookInput): LifecycleHookInput {
  const notes = 'A rolling deployment shows nothing in advance: after your approval, tasks are replaced one by one.';
  const isAsking = hook.hookDetails?.['notes'] !== undefined;
  const hookDetails = isAsking ? { ...hook.hookDetails, notes } : hook.hookDetails;
  return { ...hook, lifecycleStages: ['PRE_SCALE_UP'], ...(hookDetails !== undefined && { hookDetails }) };
}

/** This many of the reviewers have to approve. */
function byQuorum(hook: LifecycleHookInput, approvals: Quorum): LifecycleHookInput {
  return { ...hook, hookDetails: { ...hook.hookDetails, approvals } };
}

/** Both have to approve, in any order. */
function byRules(hook: LifecycleHookInput): LifecycleHookInput {
  const { reviewers: _one, ...hookDetails } = hook.hookDetails ?? {};
  const rules = [
    { name: 'QA', from: [reviewers[0].address], approvals: 1 },
    { name: 'security', from: [reviewers[1].address], approvals: 1 },
  ];
  return { ...hook, hookDetails: { ...hookDetails, rules } };
}

function signedIn(hook: LifecycleHookInput): LifecycleHookInput {
  return { ...hook, hookDetails: { ...hook.hookDetails, assurance: 'sign-in' } };
}

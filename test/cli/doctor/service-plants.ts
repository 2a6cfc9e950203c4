import type { FunctionFacts } from '../../../src/cli/doctor/facts/app-facts.ts';
import type { RuleId } from '../../../src/cli/doctor/rules/rules.ts';
import type { Plant } from './load-balancer-plants.ts';
import { change, seen, subscription, topicPolicy } from './world.ts';

const ana = 'ana@example.com';
const policy = JSON.stringify({ reviewer: [ana] });
const unauthenticated = { filter: seen({ policy, scope: 'MessageAttributes', isAuthenticated: false }) };
const withoutTls = topicPolicy({ Bool: { 'aws:SecureTransport': 'false' } });

/** What is planted in topic, functions and service, and a part of what doctor must say was found. */
export const servicePlants: readonly [RuleId, found: RegExp, Plant][] = [
  [
    'subscription-unauthenticated',
    /ConfirmationWasAuthenticated is false/,
    change.subscriptions(subscription(ana, undefined, unauthenticated)),
  ],
  ['topic-open', /denies sns:Subscribe/, change.app({ topicPolicy: seen(undefined) })],
  ['topic-open', /denies sns:Subscribe/, change.app({ topicPolicy: seen(withoutTls) })],
  ['hook-durable-unqualified', /function:smoke, which names no version or alias/, target({ isDurable: true })],
  ['hook-durable', /DurableConfig of .*smoke is set/, target({ isDurable: true })],
  ['hook-tenant-isolated', /TenantIsolationMode of .*smoke is PER_TENANT/, target({ isTenantIsolated: true })],
  ['express-mode', /resourceManagementType is ECS/, change.service({ managedBy: 'ECS' })],
  [
    'action-logs-off',
    /no delivery of ACTION_LOGS of .*cluster\/prod-cluster/,
    (world) => ({ ...world, actionLogs: seen([]) }),
  ],
];

export function target(more: Partial<FunctionFacts>): Plant {
  return (world) => {
    const known = world.service.hooks[0]?.target;
    if (!known?.seen || !known.value) throw new Error('the first hook has no function');
    return change.hook(0, { target: seen({ ...known.value, ...more }) })(world);
  };
}

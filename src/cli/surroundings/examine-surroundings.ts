import type { Service } from '@aws-sdk/client-ecs';
import { type HookFinding, warning } from '../../service-hooks/finding.ts';
import type { HookDirectory } from '../../service-hooks/hook-directory.ts';
import { checksOfHook, hasApproval } from '../../service-hooks/rules/checks-of-hook.ts';
import type { ServiceHook } from '../../service-hooks/service-hook.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import type { ServiceRef } from '../aws/service-ref.ts';
import { examineInvokeRoles } from '../doctor/examine-roles.ts';
import { factsOfService } from '../doctor/facts/facts-of-service.ts';
import { whenSeen } from '../doctor/facts/look.ts';
import type { Outcome } from '../doctor/facts/outcome.ts';
import type { HookFacts, ServiceFacts } from '../doctor/facts/service-facts.ts';
import { judgeServiceAlarms, lookAtAlarms, needsData, watchedAlarms } from '../doctor/judge/alarms.ts';
import { judgeExpressMode } from '../doctor/judge/judge-express-mode.ts';
import { judgeFunctions } from '../doctor/judge/judge-functions.ts';
import { judgeSubscriptions } from '../doctor/judge/judge-subscriptions.ts';
import { judgeAddressTypes, readAddressTypes } from '../doctor/load-balancer/address-type.ts';
import { judgeLogin } from '../doctor/load-balancer/judge-login.ts';
import { readFunction } from '../doctor/read/read-function.ts';
import { readSubscriptions } from '../doctor/read/read-subscriptions.ts';
import { rules } from '../doctor/rules/rules.ts';
import { readRules } from './read-rules.ts';
import { surroundingRules } from './surrounding-rules.ts';

type Surroundings = {
  ref: ServiceRef;
  described: Service;
  /** The hooks that are to be attached or timed. */
  hooks: readonly ServiceHook[];
  directory: HookDirectory | undefined;
};

/**
 * What would keep these hooks from working although their configuration is right: alarms that can never be OK, functions that ECS cannot call, a
 * service that ECS manages. The rules are doctor's own, so that `attach` and `plan` say what `greenlight doctor` would say afterwards. What could
 * not be read is one warning.
 */
export async function examineSurroundings(aws: AwsClients, given: Surroundings): Promise<HookFinding[]> {
  const { ref, described, directory } = given;
  const hooks = await Promise.all(given.hooks.map((hook) => withTarget(aws, hook)));
  const facts = factsOfService(described, ref, hooks, { seen: true, value: undefined });
  const judged = await Promise.all([
    examineAlarms(aws, facts),
    examineListeners(aws, facts),
    examineRoles(aws, hooks, directory),
    examineSubscriptions(aws, hooks, directory),
  ]);
  const outcomes = [judgeExpressMode(facts), ...judgeFunctions(facts), ...judged.flat()].filter(({ rule }) =>
    surroundingRules.has(rule),
  );
  return [...findingsOf(outcomes), ...unread(outcomes, ref)];
}

async function withTarget(aws: AwsClients, hook: ServiceHook): Promise<HookFacts> {
  const { targetArn } = hook;
  return { ...hook, target: targetArn === undefined ? undefined : await readFunction(await aws.lambda(), targetArn) };
}

async function examineAlarms(aws: AwsClients, facts: ServiceFacts): Promise<readonly Outcome[]> {
  if (!facts.hooks.flatMap(checksOfHook).some(({ kind }) => kind === 'alarms')) return [];
  // What only ECS watches is no matter of these hooks.
  const watched = new Map([...watchedAlarms(facts)].filter(([name]) => needsData(facts, name)));
  const alarms = watched.size === 0 ? noAlarms : await lookAtAlarms(await aws.cloudwatch(), [...watched.keys()]);
  return judgeServiceAlarms(facts, watched, alarms, new Date());
}

const noAlarms: Awaited<ReturnType<typeof lookAtAlarms>> = { seen: true, value: [] };

/** Only checks and people look at the listeners. */
async function examineListeners(aws: AwsClients, facts: ServiceFacts): Promise<readonly Outcome[]> {
  if (
    facts.attachments.length === 0 ||
    !facts.hooks.flatMap(checksOfHook).some(({ kind }) => kind === 'smoke' || kind === 'approval')
  ) {
    return [];
  }
  const traffic = await Promise.all(facts.attachments.map((attachment) => readRules(aws, attachment)));
  const addressTypes = await readAddressTypes(await aws.elb(), facts);
  return [...traffic.flatMap(judgeLogin), ...judgeAddressTypes(facts, addressTypes)];
}

/** Who gets the mails of an approval, and may stop getting them. */
async function examineSubscriptions(
  aws: AwsClients,
  hooks: readonly HookFacts[],
  directory: HookDirectory | undefined,
): Promise<readonly Outcome[]> {
  const topicArn = directory?.notificationsTopicArn;
  if (topicArn === undefined || !hooks.some(hasApproval)) return [];
  const subscriptions = await readSubscriptions(await aws.sns(), topicArn);
  const about = topicArn.slice(topicArn.lastIndexOf(':') + 1);
  const rules = ['subscription-unfiltered', 'subscription-unauthenticated'] as const;
  return whenSeen(subscriptions, { group: 'notifications', rules, about }, (list) =>
    judgeSubscriptions(topicArn, list),
  );
}

/** The stack's own role and functions belong together; others are looked at. */
async function examineRoles(
  aws: AwsClients,
  hooks: readonly HookFacts[],
  directory: HookDirectory | undefined,
): Promise<readonly Outcome[]> {
  const others = hooks.filter(
    ({ isPause, kind, roleArn, targetArn = '' }) =>
      !isPause && !(kind !== undefined && roleArn === directory?.roleArn && directory?.arns[kind] === targetArn),
  );
  return others.length === 0 ? [] : examineInvokeRoles(await aws.iam(), others);
}

function findingsOf(outcomes: readonly Outcome[]): HookFinding[] {
  return outcomes.flatMap((outcome) => (outcome.kind === 'found' ? [findingOfRule(outcome)] : []));
}

function findingOfRule({ rule, about, found, fix }: Extract<Outcome, { kind: 'found' }>): HookFinding {
  const { title, why } = rules[rule];
  return warning(about, `${title}: ${found}`, fix, { rule, why });
}

/** doctor names what it could not check. */
function unread(outcomes: readonly Outcome[], { cluster, service }: ServiceRef): HookFinding[] {
  const why = new Set(outcomes.flatMap((outcome) => (outcome.kind === 'unseen' ? [outcome.why] : [])));
  if (why.size === 0) return [];
  const message = `not everything could be checked: ${[...why].join('; ')}`;
  return [warning('the service', message, `greenlight doctor ${cluster}/${service}`)];
}

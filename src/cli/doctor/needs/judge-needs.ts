import type { IAMClient } from '@aws-sdk/client-iam';
import type { AppFacts } from '../facts/app-facts.ts';
import { type Outcome, on } from '../facts/outcome.ts';
import { nameOfRole } from '../facts/role-facts.ts';
import type { ServiceFacts } from '../facts/service-facts.ts';
import { nameOfFunction } from '../judge/judge-app.ts';
import { readPermission } from '../read/read-role.ts';
import { type GrantedNeed, needsOfHook } from './needs-of-hook.ts';

/** Whether the hooks may do what the service's configuration asks of them: read suites and secrets, take on roles, invoke functions. Nothing is done. */
export async function judgeNeeds(
  iam: Pick<IAMClient, 'send'>,
  { functions }: Pick<AppFacts, 'functions'>,
  { hooks }: Pick<ServiceFacts, 'hooks'>,
): Promise<readonly Outcome[]> {
  const judged = functions.map(({ hook: kind, arn, facts }) => {
    const roleArn = facts.seen ? facts.value?.roleArn : undefined;
    if (roleArn === undefined) return [];
    const needs = hooks.filter((hook) => hook.kind === kind).flatMap((hook) => needsOfHook(hook, arn));
    const distinct = new Map(needs.map((need) => [`${need.action} ${need.resource}`, need]));
    return [...distinct.values()].map((need) => judge(iam, nameOfFunction(arn), roleArn, need));
  });
  return Promise.all(judged.flat());
}

async function judge(
  iam: Pick<IAMClient, 'send'>,
  about: string,
  roleArn: string,
  { action, resource, parameter, rule: id }: GrantedNeed,
): Promise<Outcome> {
  const rule = on('app', id, about);
  const allowed = await readPermission(iam, roleArn, action, resource);
  if (!allowed.seen) return rule.unseen(allowed.why, allowed.allow);
  if (allowed.value === undefined) return rule.unseen('a condition in the policies of its role decides about it');
  return rule.judge(
    !allowed.value && {
      found: `the policies of ${nameOfRole(roleArn)} do not allow ${action} on ${resource}`,
      fix: `add ${resource} to the parameter ${parameter}: sam deploy --parameter-overrides ${parameter}=${resource}`,
    },
    `its role allows ${action} on ${resource}`,
  );
}

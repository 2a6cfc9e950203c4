import type { IAMClient } from '@aws-sdk/client-iam';
import type { SuiteSource } from '../../checks/smoke/suite/suite-source.ts';
import type { AppFacts } from './facts/app-facts.ts';
import { type Outcome, on } from './facts/outcome.ts';
import { nameOfRole } from './facts/role-facts.ts';
import type { ServiceFacts } from './facts/service-facts.ts';
import { nameOfFunction } from './judge/judge-app.ts';
import { readPermission } from './read/read-role.ts';

/** Whether the smoke hook may read the suites that the service's hooks name. The documents themselves are not read. */
export async function judgeSuites(
  iam: Pick<IAMClient, 'send'>,
  { functions }: Pick<AppFacts, 'functions'>,
  { hooks }: Pick<ServiceFacts, 'hooks'>,
): Promise<readonly Outcome[]> {
  const smoke = functions.find(({ hook }) => hook === 'smoke');
  const roleArn = smoke?.facts.seen ? smoke.facts.value?.roleArn : undefined;
  if (smoke === undefined || roleArn === undefined) return [];
  const needs = hooks.flatMap(({ kind, configuration }) =>
    kind === 'smoke' && configuration?.problem === undefined
      ? needOf(configuration?.config.source as SuiteSource | undefined, smoke.arn)
      : [],
  );
  const distinct = new Map(needs.map((need) => [need.resource, need]));
  return Promise.all([...distinct.values()].map((need) => judge(iam, nameOfFunction(smoke.arn), roleArn, need)));
}

type Need = { action: 's3:GetObject' | 'ssm:GetParameter'; resource: string };

/** A file needs no permission. */
function needOf(source: SuiteSource | undefined, functionArn: string): readonly Need[] {
  const [, partition = 'aws', , region = '', account = ''] = functionArn.split(':');
  switch (source?.kind) {
    case 'object':
      return [{ action: 's3:GetObject', resource: `arn:${partition}:s3:::${source.bucket}/${source.key}` }];
    case 'parameter':
      return [
        { action: 'ssm:GetParameter', resource: `arn:${partition}:ssm:${region}:${account}:parameter${source.name}` },
      ];
    default:
      return [];
  }
}

async function judge(
  iam: Pick<IAMClient, 'send'>,
  about: string,
  roleArn: string,
  { action, resource }: Need,
): Promise<Outcome> {
  const rule = on('app', 'suite-unreadable', about);
  const allowed = await readPermission(iam, roleArn, action, resource);
  if (!allowed.seen) return rule.unseen(allowed.why, allowed.allow);
  if (allowed.value === undefined) return rule.unseen('a condition in the policies of its role decides about it');
  return rule.judge(
    !allowed.value && {
      found: `the policies of ${nameOfRole(roleArn)} do not allow ${action} on ${resource}`,
      fix: `add ${resource} to the parameter SmokeSuites: sam deploy --parameter-overrides SmokeSuites=${resource}`,
    },
    `its role may read ${resource}`,
  );
}

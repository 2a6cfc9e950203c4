import type { IAMClient } from '@aws-sdk/client-iam';
import type { SuiteSource } from '../../checks/smoke/suite/suite-source.ts';
import { parseSecretReference } from '../../checks/smoke/variables/secret-reference.ts';
import type { HookConfig } from '../../service-hooks/hook-configuration.ts';
import { checksOfHook } from '../../service-hooks/rules/checks-of-hook.ts';
import type { AppFacts } from './facts/app-facts.ts';
import { type Outcome, on } from './facts/outcome.ts';
import { nameOfRole } from './facts/role-facts.ts';
import type { ServiceFacts } from './facts/service-facts.ts';
import { nameOfFunction } from './judge/judge-app.ts';
import { readPermission } from './read/read-role.ts';

/** Whether the smoke hook may read the suites and the secrets that the service's hooks name. They are not read. */
export async function judgeSuites(
  iam: Pick<IAMClient, 'send'>,
  { functions }: Pick<AppFacts, 'functions'>,
  { hooks }: Pick<ServiceFacts, 'hooks'>,
): Promise<readonly Outcome[]> {
  const judged = functions.map(({ hook: kind, arn, facts }) => {
    const roleArn = facts.seen ? facts.value?.roleArn : undefined;
    if (roleArn === undefined) return [];
    const tests = hooks.filter((hook) => hook.kind === kind).flatMap(checksOfHook);
    const needs = tests.flatMap(({ kind: check, configuration }) =>
      check === 'smoke' && configuration?.problem === undefined ? needsOf(configuration?.config, arn) : [],
    );
    const distinct = new Map(needs.map((need) => [need.resource, need]));
    return [...distinct.values()].map((need) => judge(iam, nameOfFunction(arn), roleArn, need));
  });
  return Promise.all(judged.flat());
}

type Need = {
  action: 's3:GetObject' | 'ssm:GetParameter' | 'secretsmanager:GetSecretValue';
  resource: string;
  /** Of the stack: it allows this. */
  parameter: 'SmokeSuites' | 'SmokeSecrets';
};

function needsOf(config: HookConfig | undefined, functionArn: string): readonly Need[] {
  return [
    ...needOf(config?.source as SuiteSource | undefined, functionArn),
    ...Object.values(config?.secrets ?? {}).flatMap((text) => secretNeedOf(text, functionArn)),
  ];
}

function secretNeedOf(text: string, functionArn: string): readonly Need[] {
  const reference = parseSecretReference(text);
  if (reference === undefined) return [];
  const [, partition = 'aws', , region = '', account = ''] = functionArn.split(':');
  const { service, id } = reference;
  const arn = (rest: string) =>
    id.startsWith('arn:') ? id : `arn:${partition}:${service}:${region}:${account}:${rest}`;
  if (service === 'ssm') {
    const resource = arn(`parameter${id.startsWith('/') ? id : `/${id}`}`);
    return [{ action: 'ssm:GetParameter', resource, parameter: 'SmokeSecrets' }];
  }
  // Secrets Manager appends six random characters to the name.
  return [{ action: 'secretsmanager:GetSecretValue', resource: arn(`secret:${id}-??????`), parameter: 'SmokeSecrets' }];
}

/** A file needs no permission. */
function needOf(source: SuiteSource | undefined, functionArn: string): readonly Need[] {
  const [, partition = 'aws', , region = '', account = ''] = functionArn.split(':');
  const parameter = 'SmokeSuites';
  switch (source?.kind) {
    case 'object':
      return [{ action: 's3:GetObject', resource: `arn:${partition}:s3:::${source.bucket}/${source.key}`, parameter }];
    case 'parameter':
      return [
        {
          action: 'ssm:GetParameter',
          resource: `arn:${partition}:ssm:${region}:${account}:parameter${source.name}`,
          parameter,
        },
      ];
    default:
      return [];
  }
}

async function judge(
  iam: Pick<IAMClient, 'send'>,
  about: string,
  roleArn: string,
  { action, resource, parameter }: Need,
): Promise<Outcome> {
  const rule = on('app', parameter === 'SmokeSuites' ? 'suite-unreadable' : 'smoke-secret-unreadable', about);
  const allowed = await readPermission(iam, roleArn, action, resource);
  if (!allowed.seen) return rule.unseen(allowed.why, allowed.allow);
  if (allowed.value === undefined) return rule.unseen('a condition in the policies of its role decides about it');
  return rule.judge(
    !allowed.value && {
      found: `the policies of ${nameOfRole(roleArn)} do not allow ${action} on ${resource}`,
      fix: `add ${resource} to the parameter ${parameter}: sam deploy --parameter-overrides ${parameter}=${resource}`,
    },
    `its role may read ${resource}`,
  );
}

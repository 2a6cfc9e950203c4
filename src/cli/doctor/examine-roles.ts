import type { IAMClient } from '@aws-sdk/client-iam';
import type { AwsClients } from '../aws/aws-clients.ts';
import type { StackOutputs } from '../aws/stack.ts';
import type { AppFacts } from './facts/app-facts.ts';
import { type Outcome, on } from './facts/outcome.ts';
import { nameOfRole } from './facts/role-facts.ts';
import type { Attachment, HookFacts, ServiceFacts } from './facts/service-facts.ts';
import { targetGroupsOf } from './facts/target-groups-of.ts';
import { nameOfFunction } from './judge/judge-app.ts';
import { judgeRole, type RoleUse } from './judge/judge-role.ts';
import { judgeNeeds } from './needs/judge-needs.ts';
import { readPermission, readRole } from './read/read-role.ts';

type Client = Pick<IAMClient, 'send'>;
type Use = Pick<RoleUse, 'roleArn' | 'named' | 'purpose'> & { needs: readonly Need[] };
type Need = { action: string; resource: string };

/** The roles that ECS takes on to call hooks and to change listeners, and the signing key's reader. */
export async function examineRoles(
  aws: AwsClients,
  app: AppFacts | undefined,
  outputs: StackOutputs | undefined,
  service: ServiceFacts | undefined,
): Promise<readonly Outcome[]> {
  const iam = await aws.iam();
  const uses = [...usesOfApp(app, outputs), ...(service ? usesOfService(service) : [])];
  const judged = await Promise.all(merge(uses).map(async (use) => judgeRole(await lookAt(iam, use))));
  return [
    ...judged.flat(),
    ...(app ? await judgeKeyReader(iam, app) : []),
    ...(app && service ? await judgeNeeds(iam, app, service) : []),
  ];
}

/** Whether the roles of these hooks exist, trust ECS, and may call what the hooks name: an alias is not covered by its function's ARN. */
export async function examineInvokeRoles(iam: Client, hooks: readonly HookFacts[]): Promise<readonly Outcome[]> {
  const judged = await Promise.all(merge(usesOfHooks(hooks)).map(async (use) => judgeRole(await lookAt(iam, use))));
  return judged.flat();
}

function usesOfApp(app: AppFacts | undefined, outputs: StackOutputs | undefined): readonly Use[] {
  if (!app || !outputs) return [];
  return [
    {
      roleArn: outputs.hookInvokeRoleArn,
      named: 'HookInvokeRoleArn of the stack',
      purpose: 'invoke',
      needs: app.functions.map(({ arn }) => invoke(arn)),
    },
  ];
}

function usesOfService({ hooks, attachments }: ServiceFacts): readonly Use[] {
  return [
    ...usesOfHooks(hooks),
    ...attachments.flatMap((attachment): Use[] =>
      attachment.roleArn === undefined
        ? []
        : [
            {
              roleArn: attachment.roleArn,
              named: 'advancedConfiguration.roleArn',
              purpose: 'load-balancer',
              needs: changesOf(attachment),
            },
          ],
    ),
  ];
}

function usesOfHooks(hooks: readonly HookFacts[]): readonly Use[] {
  return hooks.flatMap(({ where, roleArn, targetArn }): Use[] =>
    roleArn === undefined
      ? []
      : [
          {
            roleArn,
            named: `${where}.roleArn`,
            purpose: 'invoke',
            // Qualified as it is there: a policy that names the function alone does not cover an alias.
            needs: targetArn === undefined ? [] : [invoke(targetArn)],
          },
        ],
  );
}

function invoke(resource: string): Need {
  return { action: 'lambda:InvokeFunction', resource };
}

/**
 * What ECS does with the role, as the managed policy has it: reads, registers tasks, changes the rules.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonECSInfrastructureRolePolicyForLoadBalancers.html
 */
function changesOf(attachment: Attachment): readonly Need[] {
  const { productionListenerRule, testListenerRule } = attachment;
  const elb = (name: string, resource: string) => ({ action: `elasticloadbalancing:${name}`, resource });
  const listeners = [...new Set([productionListenerRule, testListenerRule])].filter((arn) => arn !== undefined);
  return [
    ...listeners.map((arn) => elb(arn.includes(':listener-rule/') ? 'ModifyRule' : 'ModifyListener', arn)),
    ...targetGroupsOf(attachment).flatMap((arn) => [elb('RegisterTargets', arn), elb('DeregisterTargets', arn)]),
    ...['DescribeListeners', 'DescribeRules', 'DescribeTargetGroups', 'DescribeTargetHealth'].map((name) =>
      elb(name, '*'),
    ),
  ];
}

/** A role that is named several times is looked at once, for all that it must be able to do. */
function merge(uses: readonly Use[]): readonly Use[] {
  const byRole = Map.groupBy(uses, ({ roleArn, purpose }) => `${purpose} ${roleArn}`);
  return [...byRole.values()].flatMap(([first, ...more]) => {
    if (!first) return [];
    const needs = new Map(
      [first, ...more].flatMap((use) => use.needs).map((need) => [`${need.action} ${need.resource}`, need]),
    );
    const named = [...new Set([first, ...more].map((use) => use.named))].join(', ');
    return [{ ...first, named, needs: [...needs.values()] }];
  });
}

async function lookAt(iam: Client, { needs, ...use }: Use): Promise<RoleUse> {
  const role = await readRole(iam, use.roleArn);
  const isThere = !role.seen || role.value !== undefined;
  const permissions = isThere
    ? await Promise.all(
        needs.map(async ({ action, resource }) => ({
          action,
          resource,
          allowed: await readPermission(iam, use.roleArn, action, resource),
        })),
      )
    : [];
  return { ...use, role, permissions };
}

/** Whether the approval hook may read the key. Its value is not asked for. */
async function judgeKeyReader(iam: Client, { functions, signingKey }: AppFacts): Promise<readonly Outcome[]> {
  const hook = functions.find((each) => each.hook === 'approval');
  const roleArn = hook?.facts.seen ? hook.facts.value?.roleArn : undefined;
  if (!hook || !signingKey || roleArn === undefined) return [];
  const rule = on('app', 'signing-key-unreadable', nameOfFunction(hook.arn));
  const allowed = await readPermission(iam, roleArn, 'secretsmanager:GetSecretValue', signingKey.arn);
  if (!allowed.seen) return [rule.unseen(allowed.why, allowed.allow)];
  if (allowed.value === undefined) return [rule.unseen('a condition in the policies of its role decides about it')];
  const statement = { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: signingKey.arn };
  return [
    rule.judge(
      !allowed.value && {
        found: `the policies of ${nameOfRole(roleArn)} do not allow secretsmanager:GetSecretValue on ${signingKey.arn}`,
        fix: `aws iam put-role-policy --role-name ${nameOfRole(roleArn)} --policy-name read-signing-key --policy-document '${JSON.stringify({ Version: '2012-10-17', Statement: [statement] })}'`,
      },
      'its role may read the key',
    ),
  ];
}

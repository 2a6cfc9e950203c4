import type { Looked } from './look.ts';
import { whenSeen } from './look.ts';
import { type Outcome, on } from './outcome.ts';
import { type Allowed, trusts } from './policy.ts';
import { nameOfRole, type RoleFacts } from './read-role.ts';

/** A role that ECS takes on, and what it must be able to do. */
export type RoleUse = {
  role: Looked<RoleFacts | undefined>;
  roleArn: string;
  /** Where it is named, such as `HookInvokeRoleArn of the stack`. */
  named: string;
  /** What it is for: calling hooks, or changing listeners. */
  purpose: 'invoke' | 'load-balancer';
  permissions: readonly { action: string; resource: string; allowed: Looked<Allowed> }[];
};

const ecs = 'ecs.amazonaws.com';

/** The role exists, trusts ECS, and may do what it is there for. */
export function judgeRole({ role, roleArn, named, purpose, permissions }: RoleUse): readonly Outcome[] {
  const about = nameOfRole(roleArn);
  const ids = {
    missing: `${purpose}-role-missing`,
    trust: `${purpose}-role-trust`,
    permission: `${purpose}-role-permission`,
  } as const;
  const group = purpose === 'invoke' ? 'roles' : 'traffic';
  return whenSeen(role, { group, rules: [ids.missing, ids.trust, ids.permission], about }, (facts) => {
    const missing = on(group, ids.missing, about);
    if (!facts) {
      return [
        missing.found(
          `${named} is ${roleArn}`,
          purpose === 'invoke'
            ? 'set roleArn to HookInvokeRoleArn of the stack: aws cloudformation describe-stacks --query "Stacks[].Outputs"'
            : `name an existing role in advancedConfiguration.roleArn, or make it: ${createRole(roleArn)}`,
        ),
      ];
    }
    return [
      missing.fine(roleArn),
      ...judgeTrust(facts, named, purpose),
      ...permissions.map(({ action, resource, allowed }) =>
        judgePermission(on(group, ids.permission, about), { about, action, resource, allowed, purpose }),
      ),
    ];
  });
}

function judgeTrust(
  { roleName, trustPolicy }: RoleFacts,
  named: string,
  purpose: RoleUse['purpose'],
): readonly Outcome[] {
  const group = purpose === 'invoke' ? 'roles' : 'traffic';
  const { isTrusted, conditions } = trusts(trustPolicy, ecs);
  const trust = on(group, `${purpose}-role-trust`, roleName);
  const fix = `aws iam update-assume-role-policy --role-name ${roleName} --policy-document '${trustDocument}'`;
  if (!isTrusted) return [trust.found(`the trust policy of ${named} does not name it`, fix)];
  if (purpose !== 'invoke') return [trust.fine(`trusts ${ecs}`)];
  return [
    trust.fine(`trusts ${ecs}`),
    on(group, 'invoke-role-condition', roleName).judge(
      conditions.length > 0 && { found: `it wants ${conditions.join(', ')}`, fix },
      'its trust has no condition',
    ),
  ];
}

function judgePermission(
  rule: ReturnType<typeof on>,
  {
    about,
    action,
    resource,
    allowed,
    purpose,
  }: { about: string; action: string; resource: string; allowed: Looked<Allowed>; purpose: RoleUse['purpose'] },
): Outcome {
  if (!allowed.seen) return rule.unseen(allowed.why, allowed.allow);
  if (allowed.value === undefined) return rule.unseen(`a condition decides about ${action} on ${resource}`);
  const statement = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: resource }],
  });
  return rule.judge(
    !allowed.value && {
      found: `its policies do not allow ${action} on ${resource}`,
      fix:
        purpose === 'invoke'
          ? `aws iam put-role-policy --role-name ${about} --policy-name invoke-${resource.split(':')[6]} --policy-document '${statement}'`
          : `aws iam attach-role-policy --role-name ${about} --policy-arn ${managedPolicy(resource)}`,
    },
    `may ${action} on ${resource.slice(resource.lastIndexOf(':') + 1)}`,
  );
}

const trustDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: ecs }, Action: 'sts:AssumeRole' }],
});

const managedPolicy = (roleArn: string) =>
  `arn:${roleArn.split(':')[1] ?? 'aws'}:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers`;

function createRole(roleArn: string): string {
  const name = nameOfRole(roleArn);
  return `aws iam create-role --role-name ${name} --assume-role-policy-document '${trustDocument}' && aws iam attach-role-policy --role-name ${name} --policy-arn ${managedPolicy(roleArn)}`;
}

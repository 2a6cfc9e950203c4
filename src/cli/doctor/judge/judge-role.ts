import type { Looked } from '../facts/look.ts';
import { whenSeen } from '../facts/look.ts';
import { type Outcome, on } from '../facts/outcome.ts';
import { type Allowed, trusts } from '../facts/policy.ts';
import { nameOfRole, type RoleFacts } from '../facts/role-facts.ts';

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
      ...(purpose === 'invoke'
        ? permissions.map((each) => judgeInvoke(on(group, ids.permission, about), about, each))
        : judgeChanges(on(group, ids.permission, about), roleArn, permissions)),
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
      conditions.length > 0 && { found: `it requires ${conditions.join(', ')}`, fix },
      'its trust policy has no condition',
    ),
  ];
}

type Permission = RoleUse['permissions'][number];
type Words = ReturnType<typeof on>;

/** Undefined if it is known whether the role may do it. */
function unseenOf(rule: Words, { action, resource, allowed }: Permission): Outcome | undefined {
  if (!allowed.seen) return rule.unseen(allowed.why, allowed.allow);
  return allowed.value === undefined ? rule.unseen(`a condition decides about ${action} on ${resource}`) : undefined;
}

function isDenied({ allowed }: Permission): boolean {
  return allowed.seen && allowed.value === false;
}

function judgeInvoke(rule: Words, roleName: string, permission: Permission): Outcome {
  const { action, resource } = permission;
  const statement = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: resource }],
  });
  return (
    unseenOf(rule, permission) ??
    rule.judge(
      isDenied(permission) && {
        found: `its policies do not allow ${action} on ${resource}`,
        fix: `aws iam put-role-policy --role-name ${roleName} --policy-name invoke-${resource.split(':')[6]} --policy-document '${statement}'`,
      },
      formatAllowed(permission),
    )
  );
}

/** What is missing is one finding: the managed policy has it all. */
function judgeChanges(rule: Words, roleArn: string, permissions: readonly Permission[]): readonly Outcome[] {
  const denied = permissions.filter(isDenied);
  const missing = denied.map(({ action, resource }) => `${action} on ${resource}`).join(', ');
  const fix = `aws iam attach-role-policy --role-name ${nameOfRole(roleArn)} --policy-arn ${managedPolicy(roleArn)}`;
  return [
    ...(denied.length > 0 ? [rule.found(`its policies do not allow ${missing}`, fix)] : []),
    ...permissions
      .filter((permission) => !isDenied(permission))
      .map((permission) => unseenOf(rule, permission) ?? rule.fine(formatAllowed(permission))),
  ];
}

function formatAllowed({ action, resource }: Permission): string {
  return `may ${action} on ${resource.slice(resource.lastIndexOf(':') + 1)}`;
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

import type { CommandPermissions } from '../aws/permissions.ts';
import { readStackPermissions } from '../aws/read-permissions.ts';
import { surroundingsPermissions } from '../surroundings/permissions.ts';

/** Greenlight's hooks with their defaults. */
export const readDirectoryPermissions: CommandPermissions = [
  ...readStackPermissions,
  {
    action: 'ssm:GetParameter',
    on: ['parameter'],
    for: 'the defaults of the hooks',
    when: 'the stack names parameters',
  },
];

export const readServicePermissions: CommandPermissions = [
  { action: 'ecs:DescribeServices', on: ['service'], for: 'the hooks of the service' },
  {
    action: 'ecs:ListServiceDeployments',
    on: ['service'],
    for: 'telling whether the service was ever deployed',
    when: 'it is being deployed, or has no tasks',
  },
];

const readTrafficPermissions: CommandPermissions = [
  ...(['DescribeListeners', 'DescribeLoadBalancers', 'DescribeRules'] as const).map(
    (name) =>
      ({
        action: `elasticloadbalancing:${name}`,
        on: ['load-balancer'],
        for: "whether the smoke test's requests reach the new version",
        when: 'a smoke hook is attached',
      }) as const,
  ),
  {
    action: 'acm:DescribeCertificate',
    on: ['certificate'],
    for: 'the host name of an HTTPS test listener',
    when: 'neither its rule nor the configuration gives it',
  },
];

const changeServicePermissions: CommandPermissions = [
  { action: 'ecs:UpdateService', on: ['service'], for: 'changing the hooks', when: 'without --dry-run and --print' },
  {
    action: 'iam:PassRole',
    on: ['invoke-role'],
    for: 'giving ECS the role that calls the hooks',
    when: 'without --dry-run and --print',
    isImplied: true,
  },
];

export const detachPermissions: CommandPermissions = [
  ...readDirectoryPermissions,
  ...readServicePermissions,
  ...changeServicePermissions,
];

export const diffPermissions: CommandPermissions = [
  ...readDirectoryPermissions,
  ...readServicePermissions,
  ...readTrafficPermissions,
  ...surroundingsPermissions,
];

export const attachPermissions: CommandPermissions = [...diffPermissions, ...changeServicePermissions];

import type { CommandPermissions } from '../aws/permissions.ts';
import { readStackPermissions } from '../aws/read-permissions.ts';
import { dialoguePermissions } from '../dialogue/dialogue-permissions.ts';
import { surroundingsPermissions } from '../surroundings/surroundings-permissions.ts';

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

/** What configures the service's pauses. */
export const readPausesPermissions: CommandPermissions = [
  {
    action: 'ssm:GetParameters',
    on: ['pause-parameter'],
    for: 'who is asked about pauses',
    when: 'the service has pause hooks, and the stack a pause bridge',
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
  {
    action: 'ssm:PutParameter',
    on: ['pause-parameter'],
    for: 'the configuration of pauses',
    when: 'attach --via pause',
  },
  {
    action: 'ssm:DeleteParameters',
    on: ['pause-parameter'],
    for: 'removing the configuration of pauses',
    when: 'detach, if people were asked at pauses',
  },
];

export const detachPermissions: CommandPermissions = [
  ...readPausesPermissions,
  ...readDirectoryPermissions,
  ...readServicePermissions,
  ...changeServicePermissions,
];

export const diffPermissions: CommandPermissions = [
  ...readPausesPermissions,
  ...readDirectoryPermissions,
  ...readServicePermissions,
  ...readTrafficPermissions,
  ...surroundingsPermissions,
];

export const attachPermissions: CommandPermissions = [
  ...dialoguePermissions,
  ...diffPermissions,
  ...changeServicePermissions,
];

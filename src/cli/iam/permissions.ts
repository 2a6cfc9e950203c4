import type { CommandPermissions } from '../aws/permissions.ts';

export const permissions: CommandPermissions = [
  {
    action: 'cloudformation:DescribeStacks',
    on: ['stack'],
    for: 'filling in the ARNs of the stack',
    when: 'with --stack',
  },
];

import { Argument, type Command } from 'commander';
import { type HookKind, hookKinds } from '../../service-hooks/hook-kinds.ts';
import { awsClients } from '../aws/aws-clients.ts';
import { type AwsFlags, awsCommand } from '../aws/aws-command.ts';
import type { Permission } from '../aws/permissions.ts';
import { type ExitCode, printJson, runAction } from '../aws/run-action.ts';
import { readStack } from '../aws/stack.ts';
import { CliError } from '../command/cli-error.ts';
import { withProgress } from '../terminal/progress.ts';
import { commandPermissions } from './command-permissions.ts';
import { makePolicy } from './make-policy.ts';
import type { Place } from './place.ts';
import { approverPermissions, hookRole, invokeRole } from './role-policies.ts';

export { permissions } from './permissions.ts';

const whats = ['cli', 'invoke-role', 'pass-role', 'approver', 'rollback', 'hook'] as const;

type Flags = AwsFlags & {
  command?: string[];
  cluster?: string;
  service?: string;
  account?: string;
  hook?: string[];
  vpc?: boolean;
  explain?: boolean;
};

/** `greenlight iam`: prints the policies that a role needs, and attaches none. */
export function iamCommand(): Command {
  return awsCommand('iam', {
    description: 'Print the IAM policies that people, pipelines and roles need',
    exitCodes: '0 printed',
    notes: 'AWS is asked only where --stack is given, and only for the stack.',
    examples: [
      'greenlight iam cli --command attach --stack greenlight --cluster prod-cluster --service retail-ui',
      'greenlight iam pass-role --stack greenlight',
      'greenlight iam invoke-role --hook arn:aws:lambda:eu-central-1:111122223333:function:my-hook',
      'greenlight iam hook smoke --vpc --account 111122223333 --region eu-central-1',
      'greenlight iam cli --explain',
    ],
  })
    .addArgument(
      new Argument(
        '<what>',
        'cli: for these commands; invoke-role: the role that ECS calls hooks with; pass-role: for those who attach them; approver: for those who decide with an AWS identity; rollback: for those who roll back; hook: the role of a function',
      ).choices(whats),
    )
    .addArgument(new Argument('[kind]', 'with hook: which').choices(hookKinds))
    .option('--command <name>', 'with cli: only this command; may be given again', (name, before: string[] = []) => [
      ...before,
      name,
    ])
    .option('--cluster <name>', 'only services of this cluster (default: any)')
    .option('--service <name>', 'only this service (default: any)')
    .option('--account <id>', "the account's number (default: that of the stack, or <account> to be filled in)")
    .option(
      '--hook <arn>',
      'with invoke-role: a function of your own; may be given again',
      (arn, before: string[] = []) => [...before, arn],
    )
    .option('--vpc', 'with hook: its function runs in a VPC')
    .option('--explain', 'with cli, approver and rollback: a line for each action, and what it is for')
    .action((what: (typeof whats)[number], kind: HookKind | undefined, flags: Flags, command: Command) =>
      runAction('iam', flags.output, async () => print(what, kind, flags, await placeOf(flags, command))),
    );
}

function print(what: (typeof whats)[number], kind: HookKind | undefined, flags: Flags, place: Place): ExitCode {
  const permissionsOf = {
    cli: () => ofCommands(flags.command),
    approver: () => approverPermissions,
    rollback: () => ofCommands(['rollback']),
  };
  if (what === 'cli' || what === 'approver' || what === 'rollback') {
    const permissions = permissionsOf[what]();
    if (flags.explain) explain(permissions);
    else printPolicy(makePolicy(permissions, place));
  } else if (what === 'hook') {
    if (kind === undefined)
      throw new CliError('which hook?', { next: `write greenlight iam hook ${hookKinds.join('|')}` });
    printPolicy(hookRole(kind, place, { isInVpc: flags.vpc === true }));
  } else if (what === 'invoke-role') printPolicy(invokeRole(place, flags.hook));
  else printPolicy(makePolicy([{ action: 'iam:PassRole', on: ['invoke-role'], for: 'attaching hooks' }], place));
  return 0;
}

function ofCommands(names: readonly string[] = Object.keys(commandPermissions)): readonly Permission[] {
  return names.flatMap((name) => {
    const permissions = commandPermissions[name];
    if (permissions) return permissions;
    throw new CliError(`no command "${name}" asks AWS for anything`, {
      next: `write one of ${Object.keys(commandPermissions).join(', ')}`,
    });
  });
}

function explain(permissions: readonly Permission[]): void {
  const lines = new Map(
    permissions.map(({ action, on, for: purpose, when }) => [
      action + on.join(),
      [action, on.join(', '), when === undefined ? purpose : `${purpose} (${when})`],
    ]),
  );
  const rows = [...lines.values()].toSorted(([a = ''], [b = '']) => a.localeCompare(b));
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  for (const [action = '', on = '', purpose = ''] of rows)
    process.stdout.write(`${action.padEnd(width(0))}  ${on.padEnd(width(1))}  ${purpose}\n`);
}

/** Placeholders are told of on stderr, because a policy has no comments. */
function printPolicy(policy: object): void {
  printJson(policy);
  const placeholders = [...new Set(JSON.stringify(policy).match(/<[a-z-]+>/g))];
  if (placeholders.length > 0)
    process.stderr.write(`replace ${placeholders.join(', ')}, or pass --stack <name>, --account and --region\n`);
}

async function placeOf(flags: Flags, command: Command): Promise<Place> {
  const { cluster = '*', service = '*', stack: stackName } = flags;
  const isStackGiven = command.getOptionValueSource('stack') === 'cli';
  if (!isStackGiven) {
    const region = flags.region ?? process.env['AWS_REGION'] ?? '<region>';
    return {
      partition: partitionOf(region),
      region,
      account: flags.account ?? '<account>',
      cluster,
      service,
      stackName,
      stack: undefined,
    };
  }
  const clients = await awsClients(flags);
  const reading = clients.cloudformation().then((client) => readStack(client, stackName, clients.region));
  const stack = await withProgress(`reading stack ${stackName}`, reading);
  const [, partition = 'aws', , , account = '<account>'] = stack.approvalHookArn.split(':');
  return { partition, region: clients.region, account: flags.account ?? account, cluster, service, stackName, stack };
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

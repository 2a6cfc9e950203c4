import type { Command } from 'commander';
import { type HookKind, hookKinds } from '../../service-hooks/hook-kinds.ts';
import { awsClients } from '../aws/aws-clients.ts';
import type { AwsFlags } from '../aws/aws-command.ts';
import type { Permission } from '../aws/permissions.ts';
import { type ExitCode, printJson } from '../aws/run-action.ts';
import { readStack } from '../aws/stack.ts';
import { CliError } from '../command/cli-error.ts';
import { alignCells } from '../terminal/display-width.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { bridgeRole } from './bridge-role.ts';
import { commandPermissions } from './command-permissions.ts';
import { makePolicy } from './make-policy.ts';
import type { PolicyPlace } from './place.ts';
import type { PolicyKind } from './policy-kinds.ts';
import { approverPermissions, hookRole, invokeRole } from './role-policies.ts';

export type IamFlags = AwsFlags & {
  command?: string[];
  cluster?: string;
  service?: string;
  account?: string;
  hook?: string[];
  vpc?: boolean;
  explain?: boolean;
};

/** The action of `greenlight iam`. `command` says whether the stack was named. */
export async function printPolicies(
  what: PolicyKind,
  kind: HookKind | undefined,
  flags: IamFlags,
  command: Command,
): Promise<ExitCode> {
  refuseUnused(what, kind, flags);
  refuseMistyped(flags);
  const place = await placeOf(flags, command);
  const permissionsOf = {
    cli: () => ofCommands(flags.command),
    approver: () => approverPermissions,
    rollback: () => ofCommands(['rollback']),
  };
  if (what === 'cli' || what === 'approver' || what === 'rollback') {
    const permissions = permissionsOf[what]();
    if (flags.explain) explain(permissions);
    else
      printPolicy(
        makePolicy(
          permissions.filter(({ isOptional }) => !isOptional),
          place,
        ),
      );
  } else if (what === 'hook') {
    if (kind === undefined)
      throw new CliError('which hook?', { next: `write greenlight iam hook ${hookKinds.join('|')}` });
    printPolicy(hookRole(kind, place, { isInVpc: flags.vpc === true }));
  } else if (what === 'pause-bridge') printPolicy(bridgeRole(place));
  else if (what === 'invoke-role') printPolicy(invokeRole(place, flags.hook));
  else printPolicy(makePolicy([{ action: 'iam:PassRole', on: ['invoke-role'], for: 'attaching hooks' }], place));
  return 0;
}

/** A flag that changes nothing was meant for another policy. */
function refuseUnused(what: PolicyKind, kind: HookKind | undefined, flags: IamFlags): void {
  const uses: readonly (readonly [string, unknown, readonly PolicyKind[]])[] = [
    [`"${kind}"`, kind, ['hook']],
    ['--command', flags.command, ['cli']],
    ['--hook', flags.hook, ['invoke-role']],
    ['--vpc', flags.vpc, ['hook']],
    ['--explain', flags.explain, ['cli', 'approver', 'rollback']],
  ];
  const unused = uses.find(([, value, kinds]) => value !== undefined && !kinds.includes(what));
  if (unused === undefined) return;
  const [name, , kinds] = unused;
  throw new CliError(`${name} changes nothing of greenlight iam ${what}`, {
    next: `leave it out, or write greenlight iam ${kinds.join(' or ')}`,
  });
}

/** IAM would accept such a policy, and nothing would match it. */
function refuseMistyped({ account, hook = [] }: IamFlags): void {
  if (account !== undefined && !/^\d{12}$/.test(account))
    throw new CliError(`--account "${account}" is not the ID of an account`, { next: 'write its 12 digits' });
  const wrong = hook.find((arn) => !/^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/.test(arn));
  if (wrong !== undefined)
    throw new CliError(`--hook "${wrong}" is not the ARN of a function`, {
      next: 'write for example arn:aws:lambda:eu-central-1:111122223333:function:my-hook',
    });
}

function ofCommands(names: readonly string[] = Object.keys(commandPermissions)): readonly Permission[] {
  return names.flatMap((name) => {
    const permissions = commandPermissions[name];
    if (permissions) return permissions;
    throw new CliError(`no command "${name}" calls AWS`, {
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
  for (const line of alignCells(rows)) process.stdout.write(`${line}\n`);
}

/** Placeholders are listed on stderr, because a policy has no comments. */
function printPolicy(policy: object): void {
  printJson(policy);
  const placeholders = [...new Set(JSON.stringify(policy).match(/<[a-z-]+>/g))];
  if (placeholders.length > 0)
    process.stderr.write(`replace ${placeholders.join(', ')}, or pass --stack <name>, --account and --region\n`);
}

async function placeOf(flags: IamFlags, command: Command): Promise<PolicyPlace> {
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
  return partitions.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}

/** By the prefix of their Regions. */
const partitions = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['eusc-', 'aws-eusc'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
] as const;

import type { Command } from 'commander';
import { type HookKind, hookKinds } from '../../service-hooks/hook-kinds.ts';
import { formatValue } from '../../wording/values.ts';
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
  const permissions = permissionsFor(what, flags);
  if (permissions && flags.explain) {
    explain(permissions, flags);
    return 0;
  }
  const policyAt = policyOf(what, kind, permissions, flags);
  refuseUnusedPlace(what, policyAt, place);
  printPolicy(policyAt(place));
  return 0;
}

/** Undefined if the policy is not one of permissions for people or pipelines. */
function permissionsFor(what: PolicyKind, { command }: IamFlags): readonly Permission[] | undefined {
  if (what === 'cli') return ofCommands(command);
  if (what === 'rollback') return ofCommands(['rollback']);
  return what === 'approver' ? approverPermissions : undefined;
}

function policyOf(
  what: PolicyKind,
  kind: HookKind | undefined,
  permissions: readonly Permission[] = [{ action: 'iam:PassRole', on: ['invoke-role'], for: 'attaching hooks' }],
  { vpc = false, hook }: IamFlags,
): (place: PolicyPlace) => object {
  if (what === 'pause-bridge') return bridgeRole;
  if (what === 'invoke-role') return (place) => invokeRole(place, hook);
  if (what !== 'hook') {
    const needed = permissions.filter(({ isOptional }) => !isOptional);
    return (place) => makePolicy(needed, place);
  }
  if (kind !== undefined) return (place) => hookRole(kind, place, { isInVpc: vpc });
  throw new CliError('which hook?', { next: `write greenlight iam hook ${hookKinds.join('|')}` });
}

/** Such a policy would allow more than the flag says: approvers, for example, cannot be limited to a service by IAM. */
function refuseUnusedPlace(what: PolicyKind, policyAt: (place: PolicyPlace) => object, place: PolicyPlace): void {
  for (const name of ['cluster', 'service'] as const) {
    const everywhere = { ...place, [name]: '*' };
    if (place[name] === '*' || JSON.stringify(policyAt(place)) !== JSON.stringify(policyAt(everywhere))) continue;
    throw new CliError(`--${name} has no effect on this policy of greenlight iam ${what}`, {
      next: `leave it out: the policy is the same for every ${name}`,
    });
  }
}

/** A flag without effect was meant for another policy. */
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
  throw new CliError(`${name} has no effect on greenlight iam ${what}`, {
    next: `leave it out, or write greenlight iam ${kinds.join(' or ')}`,
  });
}

/** IAM would accept such a policy, and nothing would match it. */
function refuseMistyped({ account, hook = [], ...flags }: IamFlags): void {
  for (const name of ['cluster', 'service'] as const) {
    const value = flags[name];
    if (value !== undefined && !/^[\w*?-]+$/.test(value))
      throw new CliError(`--${name} ${formatValue(value)} is not the name of a ${name}`, {
        next: 'write for example --cluster prod-cluster --service retail-ui',
      });
  }
  if (flags.region !== undefined && !/^(\*|[a-z]+(-[a-z0-9*]+)+)$/.test(flags.region))
    throw new CliError(`--region ${formatValue(flags.region)} is not a Region`, {
      next: 'write for example --region eu-central-1',
    });
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

function explain(permissions: readonly Permission[], { output }: IamFlags): void {
  if (output === 'json') {
    printJson({
      permissions: permissions.map(({ action, on, for: purpose, when }) => ({ action, on, for: purpose, when })),
    });
    return;
  }
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

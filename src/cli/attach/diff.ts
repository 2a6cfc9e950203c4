import type { Command } from 'commander';
import { isChange } from '../../service-hooks/merge-hooks.ts';
import { awsClients } from '../aws/aws-clients.ts';
import { type AwsFlags, awsCommand, type OutputFormat } from '../aws/aws-command.ts';
import { type ExitCode, printJson, runAction } from '../aws/run-action.ts';
import { readServiceRef } from '../aws/service-ref.ts';
import { surroundingsPermissions } from '../surroundings/permissions.ts';
import { addHookFlags } from './hook-flags.ts';
import { readDirectoryPermissions, readServicePermissions, readTrafficPermissions } from './permissions.ts';
import { type AttachFlags, planAttach } from './plan-attach.ts';
import { type Plan, refuse, resultOf, showPlan } from './show-plan.ts';

export const permissions = [
  ...readDirectoryPermissions,
  ...readServicePermissions,
  ...readTrafficPermissions,
  ...surroundingsPermissions,
];

type Flags = AwsFlags & AttachFlags & { exact?: boolean };

/** `greenlight diff`: what `attach` would change, for a look before and for drift checks in CI. */
export function diffCommand(): Command {
  const command = awsCommand('diff', {
    description: 'Show what attach would change in a service, and change nothing',
    exitCodes: '0 no difference, 1 a difference',
    examples: [
      'greenlight diff prod-cluster/retail-ui --file hooks.json',
      'greenlight diff prod-cluster/retail-ui --file hooks.json --exact -o json',
    ],
  })
    .argument('<service>', '<cluster>/<service>, or its ARN')
    .option('--file <file>', 'hooks from a file, JSON or YAML, as attach takes it');
  const hooks = addHookFlags(command);
  return command
    .option('--exact', 'hooks that are attached and not named are a difference too')
    .option('--allow-fail-open', 'as attach takes it')
    .action((service: string, flags: Flags) =>
      runAction('diff', flags.output, async () => {
        const ref = readServiceRef(service);
        return tell(await planAttach(await awsClients(flags), ref, hooks, flags), flags.output);
      }),
    );
}

function tell(plan: Plan, output: OutputFormat): ExitCode {
  const isDifferent = plan.changes.some(isChange);
  showPlan(plan, output);
  const refused = plan.findings.filter(({ level }) => level === 'refusal');
  if (refused.length > 0) refuse(refused, output);
  if (output === 'json') printJson({ ...resultOf(plan), outcome: isDifferent ? 'different' : 'unchanged' });
  else process.stdout.write(isDifferent ? 'The hooks differ.\n' : 'No difference.\n');
  return isDifferent ? 1 : 0;
}

import { type Command, Option } from 'commander';
import { hooksAfter } from '../../service-hooks/merge-hooks.ts';
import { awsClients } from '../aws/aws-clients.ts';
import { type AwsFlags, awsCommand } from '../aws/aws-command.ts';
import { type ExitCode, runAction } from '../aws/run-action.ts';
import { readServiceRef } from '../aws/service-ref.ts';
import { CliError } from '../command/cli-error.ts';
import { surroundingsPermissions } from '../surroundings/permissions.ts';
import { type CarryOutFlags, carryOut } from './carry-out.ts';
import { type PrintForm, printForms, printHooks } from './file/print-hooks.ts';
import { addHookFlags } from './hook-flags.ts';
import type { HookRequest } from './hook-request.ts';
import {
  changeServicePermissions,
  readDirectoryPermissions,
  readServicePermissions,
  readTrafficPermissions,
} from './permissions.ts';
import { type AttachFlags, completeHooks, planAttach } from './plan-attach.ts';
import { refuse } from './show-plan.ts';

export const permissions = [
  ...readDirectoryPermissions,
  ...readServicePermissions,
  ...readTrafficPermissions,
  ...surroundingsPermissions,
  ...changeServicePermissions,
];

type Flags = AwsFlags & AttachFlags & CarryOutFlags & { print?: PrintForm };

/** `greenlight attach`: puts hooks before a service, keeping those that it has. */
export function attachCommand(): Command {
  const command = awsCommand('attach', {
    description: 'Attach hooks to an ECS service, keeping those that it has',
    exitCodes: '0 ECS holds what was asked for, 1 it does not (declined, or it holds something else)',
    examples: [
      `greenlight attach prod-cluster/retail-ui --smoke --details '{"requests": ["/health"]}' \\
    --alarms --details '{"alarms": ["retail-ui-5xx"]}' \\
    --approval --gate release --details '{"reviewers": ["ana@example.com", "ben@example.com"], "approvals": 2}'`,
      'greenlight attach prod-cluster/retail-ui --file hooks.json --dry-run',
      'greenlight attach prod-cluster/retail-ui --pause POST_SCALE_UP=60,ROLLBACK --yes',
      'greenlight attach prod-cluster/retail-ui --file hooks.yaml --print terraform',
    ],
  })
    .argument('[service]', '<cluster>/<service>, or its ARN; may be left out with --print')
    .option(
      '--file <file>',
      'hooks from a file, JSON or YAML: of the AWS CLI, ecspresso or CloudFormation; flags come on top',
    );
  const hooks = addHookFlags(command);
  return command
    .option(
      '--allow-fail-open',
      'allow gates that let deployments through: an approval with the timeout action CONTINUE, a hook that ROLLING never calls',
    )
    .option('-y, --yes', 'do not ask; needed where there is no terminal')
    .option('--dry-run', 'show the difference and change nothing')
    .addOption(
      new Option('--print <form>', 'print the whole list of hooks in this form, and change nothing').choices(
        printForms,
      ),
    )
    .action((service: string | undefined, flags: Flags) =>
      runAction('attach', flags.output, () => attach(service, hooks, flags)),
    );
}

async function attach(service: string | undefined, hooks: readonly HookRequest[], flags: Flags): Promise<ExitCode> {
  const { print } = flags;
  if (service === undefined) {
    if (print === undefined)
      throw new CliError('no service is named', { next: 'write greenlight attach <cluster>/<service> …' });
    process.stdout.write(printHooks(print, await completeHooks(() => awsClients(flags), hooks, flags), {}));
    return 0;
  }
  const ref = readServiceRef(service);
  const clients = await awsClients(flags);
  const plan = await planAttach(clients, ref, hooks, flags);
  if (print === undefined) return carryOut(await clients.ecs(), plan, flags);

  const refused = plan.findings.filter(({ level }) => level === 'refusal');
  if (refused.length > 0) refuse(refused, flags.output);
  process.stdout.write(printHooks(print, hooksAfter(plan.changes), { ...ref, region: clients.region }));
  for (const { about, message } of plan.findings) process.stderr.write(`warning: ${about}: ${message}\n`);
  return 0;
}

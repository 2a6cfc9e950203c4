import { Argument, type Command } from 'commander';
import { type HookKind, hookKinds } from '../../service-hooks/hook-kinds.ts';
import { awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';
import { type PolicyKind, policyKinds } from './policy-kinds.ts';
import type { IamFlags } from './print-policies.ts';

/** `greenlight iam`: prints policies, and attaches none. */
export function iamCommand(): Command {
  return awsCommand('iam', {
    description: 'Print the IAM policies that people, pipelines and roles need',
    exitCodes: '0 printed',
    notes: 'AWS is asked only if --stack is given, and only about the stack.',
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
        'cli: for these commands; invoke-role: the role that ECS calls hooks with; pass-role: for those who attach them; approver: for those who decide with an AWS identity; rollback: for those who roll back; hook: the role of a function; pause-bridge: the role of the pause bridge',
      ).choices(policyKinds),
    )
    .addArgument(new Argument('[kind]', 'with hook: which function').choices(hookKinds))
    .option('--command <name>', 'with cli: only this command; repeatable', (name, before: string[] = []) => [
      ...before,
      name,
    ])
    .option('--cluster <name>', 'only services in this cluster (default: any)')
    .option('--service <name>', 'only this service (default: any)')
    .option('--account <id>', "the account ID (default: the stack's, or <account> for you to fill in)")
    .option('--hook <arn>', 'with invoke-role: your own function; repeatable', (arn, before: string[] = []) => [
      ...before,
      arn,
    ])
    .option('--vpc', 'with hook: its function runs in a VPC')
    .option('--explain', 'with cli, approver and rollback: print a line for each action that says what it is for')
    .action((what: PolicyKind, kind: HookKind | undefined, flags: IamFlags, command: Command) =>
      runAction('iam', flags.output, async () => {
        const { printPolicies } = await import('./print-policies.ts');
        return printPolicies(what, kind, flags, command);
      }),
    );
}

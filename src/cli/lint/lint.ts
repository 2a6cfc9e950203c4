import { type Command, Option } from 'commander';
import { hookKinds } from '../../service-hooks/hook-kinds.ts';
import { awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';
import type { LintFlags } from './run-lint.ts';

/** `greenlight lint`: finds what is wrong with the configuration of gates before they are attached. */
export function lintCommand(): Command {
  return awsCommand('lint', {
    description: "Check a file or a service's hooks by the rules of attach",
    exitCodes: '0 nothing is wrong, 1 errors were found (with --strict warnings too)',
    notes: `A file may hold hooks (JSON or YAML: a list, a service of ecspresso or
describe-services, CloudFormation), the hookDetails of one hook, the configuration of a pause, or a smoke suite. It is checked without AWS, unless --stack is passed.`,
    examples: [
      'greenlight lint hooks.json',
      'greenlight lint checkout.yaml --as suite',
      'greenlight lint hooks.json --stack greenlight',
      'greenlight lint prod-cluster/retail-ui --strict -o json',
    ],
  })
    .argument('<file|service>', 'the path of a file, or <cluster>/<service>, or the ARN of a service')
    .addOption(
      new Option('--as <form>', 'the kind of file (default: recognized by its keys)').choices([
        'hooks',
        ...hookKinds,
        'pause',
        'suite',
      ]),
    )
    .option('--strict', 'exit with 1 for warnings, too')
    .action((what: string, flags: LintFlags, command: Command) =>
      runAction('lint', flags.output, async () => {
        const { runLint } = await import('./run-lint.ts');
        return runLint(what, flags, command.getOptionValueSource('stack') === 'cli');
      }),
    );
}

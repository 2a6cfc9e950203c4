import type { Command } from 'commander';
import { awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';
import { addSelectionFlags, deploymentArgument } from '../deployment/choose/selection-flags.ts';
import type { ExplainFlags } from './run-explain.ts';

/** `greenlight explain`: why a deployment waits, or why it rolled back. */
export function explainCommand(): Command {
  const command = awsCommand('explain', {
    description: 'Explain why a deployment waits, or why it rolled back',
    exitCodes:
      '0 it is in progress or has succeeded, 1 it rolled back, failed or was stopped, 3 there is no such deployment',
    examples: [
      'greenlight explain prod-cluster/retail-ui',
      'greenlight explain prod-cluster/retail-ui --revision 9313423515462893900',
      'greenlight explain prod-cluster/retail-ui -o json | jq .causes',
    ],
  });
  return addSelectionFlags(command.argument(...deploymentArgument)).action((deployment: string, flags: ExplainFlags) =>
    runAction('explain', flags.output, async () => {
      const { runExplain } = await import('./run-explain.ts');
      return runExplain(deployment, flags);
    }),
  );
}

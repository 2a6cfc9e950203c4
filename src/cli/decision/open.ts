import type { Command } from 'commander';
import { awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';
import type { OpenFlags } from './list-open.ts';

/** `greenlight open`: what waits for a decision, of all services. */
export function openCommand(): Command {
  return awsCommand('open', {
    description: 'List what waits for a decision, of all services, the nearest deadline first',
    exitCodes: '0 it could be listed, be it empty or not, 1 some of it could not be read',
    examples: [
      'greenlight open',
      'greenlight open --mine ana@example.com',
      "greenlight open -o json | jq -r '.requests[].request'",
    ],
  })
    .option('--mine <mail>', 'only what asks this reviewer, or everybody, and has no vote of theirs')
    .action((flags: OpenFlags) =>
      runAction('open', flags.output, async () => {
        const { listOpen } = await import('./list-open.ts');
        return listOpen(flags);
      }),
    );
}

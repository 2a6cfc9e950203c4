import type { Command } from 'commander';
import { awsCommand } from '../../aws/aws-command.ts';
import { runAction } from '../../aws/run-action.ts';
import type { OpenFlags } from './list-open.ts';

/** `greenlight open`: lists the open requests of all services. */
export function openCommand(): Command {
  return awsCommand('open', {
    description: 'List the requests of all services that wait for a decision, nearest deadline first',
    exitCodes:
      '0 the list is complete, even if empty, 1 some requests could not be read, or there are more than a thousand',
    examples: [
      'greenlight open',
      'greenlight open --mine ana@example.com',
      "greenlight open -o json | jq -r '.requests[].request'",
    ],
  })
    .option('--mine <mail>', 'only requests that ask this reviewer, or everybody, and that they have not voted on yet')
    .option('--after <key>', 'continue after this request, the last one of an earlier list; a list has at most 1000')
    .action((flags: OpenFlags) =>
      runAction('open', flags.output, async () => {
        const { listOpen } = await import('./list-open.ts');
        return listOpen(flags);
      }),
    );
}

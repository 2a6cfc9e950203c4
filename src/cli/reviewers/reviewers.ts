import { Argument, type Command } from 'commander';
import { awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';
import type { ReviewerAction, ReviewerFlags } from './reviewer-flags.ts';

/** `greenlight reviewers`: who is subscribed to the mails that ask for decisions, each with a filter for their own. */
export function reviewersCommand(): Command {
  return awsCommand('reviewers', {
    description: 'Subscribe reviewers to their own mails, and check that they get them',
    exitCodes:
      '0 everything is as requested, 1 it is not: check found somebody whom no mail reaches, remove could not remove somebody, or something could not be read',
    notes: `add subscribes each address with a filter for its own mails, and corrects the filter of an existing subscription. AWS then sends one mail with a link to each new address. Do not click it: run greenlight reviewers confirm and paste it there. If a subscription is confirmed by a click, a single visit to the unsubscribe link at the end of any mail ends it, and mail scanners follow links.`,
    examples: [
      'greenlight reviewers add ana@example.com ben@example.com',
      'greenlight reviewers confirm',
      'greenlight reviewers list -o json',
      'greenlight reviewers check --service prod-cluster/retail-ui --send',
      'greenlight reviewers remove ben@example.com',
    ],
  })
    .addArgument(
      new Argument(
        '<what>',
        'add, remove: subscribe or unsubscribe addresses; list: all subscriptions; check: whether mails reach those who are asked; confirm: confirm a subscription with the link from the mail',
      ).choices(['add', 'list', 'remove', 'check', 'confirm'] satisfies ReviewerAction[]),
    )
    .argument('[who...]', 'mail addresses; with confirm, the link or its token (default: read from stdin)')
    .option('--shared', 'with add: also the mails for everybody, which gates without reviewers send')
    .option('--resend', 'with add: have AWS send the confirmation mail again')
    .option('--service <service>', 'with check: everybody whom the gates of this <cluster>/<service> ask')
    .option('--send', 'with check: send each of them a test mail')
    .option(
      '--strict',
      'with check: exit with 1 also if a mail scanner could unsubscribe somebody, or somebody gets mails of others',
    )
    .action((what: ReviewerAction, words: string[], flags: ReviewerFlags) =>
      runAction('reviewers', flags.output, async () => {
        const { runReviewers } = await import('./run-reviewers.ts');
        return runReviewers(what, words, flags);
      }),
    );
}

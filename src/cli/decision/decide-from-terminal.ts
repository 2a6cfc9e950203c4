import { needsReason, type Terms, termsOf } from '../../approval/request/terms.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { oneLine } from '../../wording/lines.ts';
import { awsClients } from '../aws/aws-clients.ts';
import { type ExitCode, printJson } from '../aws/run-action.ts';
import { readStack } from '../aws/stack.ts';
import { CliError } from '../command/cli-error.ts';
import { type Failure, reportFailure } from '../command/failure.ts';
import { readOnlyLedger } from '../deployment/read-only-ledger.ts';
import { ask, confirm, hasTerminal } from '../terminal/ask.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { chooseRequest, readWantedRequest } from './choose-request.ts';
import { type DecideFlags, type DecisionChoice, needsReasonAlways } from './decision-choice.ts';
import { explainNoneOpen } from './none-open.ts';
import { requestLines } from './request-lines.ts';
import { type DecisionAnswer, sendDecision } from './send-decision.ts';

/** Shows a request, has it confirmed, and sends the decision. */
export async function decideFromTerminal(
  choice: DecisionChoice,
  name: string | undefined,
  flags: DecideFlags,
): Promise<ExitCode> {
  const wanted = readWantedRequest(name, flags);
  const { signal } = new AbortController();
  requireConsent(choice, flags);
  const region = 'key' in wanted ? wanted.key.split('/')[2] : wanted.deployment?.region;
  const clients = await awsClients({ ...flags, region: flags.region ?? region });
  const { stack, ledger } = await withProgress('reading the stack', openLedger());
  const [, , , , account = ''] = stack.approvalHookArn.split(':');
  const here = { account, region: clients.region };
  for (let tries = 0; ; tries += 1) {
    const found = await withProgress('reading the request', chooseRequest(wanted, ledger, here, signal));
    if (!found) {
      if ('key' in wanted || name === undefined)
        throw new TypeError('a request that is named by its key is found or refused');
      const parts = { ecs: clients.ecs, ledger, region: clients.region, signal };
      return tellNone(choice, await explainNoneOpen(choice, name, wanted, parts), flags);
    }
    const reports = await ledger.reports.read(found.request.subject, signal).catch(() => undefined);
    process.stderr.write(`${requestLines(found, reports, systemClock.now(), process.stderr.columns).join('\n')}\n`);
    const { service } = found.request.subject;
    const terms = termsOf(found.request);
    const reason = flags.reason?.trim() || (await askReason(choice, terms));
    if (needsReasonAlways(choice) && reason === '') throw missingReason(choice);
    const question = `${questions[choice]} ${service}?`;
    const checklist = choice === 'approve' ? await confirmItems(terms, flags) : [];
    if (!flags.yes && !(await confirm(question))) return tellDeclined(flags);
    const answer = await withProgress(
      'sending the decision',
      sendDecision(
        // With --yes nobody has seen this version, so the new one needs no second look.
        {
          ...{ request: found.key, choice },
          ...(reason && { reason }),
          ...(checklist.length > 0 && { checklist }),
          ...(!flags.yes && isVote(choice) && { version: found.version }),
          ...(flags.minutes !== undefined && { deadline: later(found.request.deadline, flags.minutes) }),
        },
        {
          deskUrl: stack.deskUrl,
          region: clients.region,
          credentials: async () => (await clients.s3()).config.credentials(),
          decideArn: stack.all.get('DecideArn'),
          signal,
        },
      ),
    );
    if (answer.outcome === 'changed' && !flags.yes && tries < maxTries) {
      process.stderr.write('\nThe request has changed in the meantime. Its current state:\n');
      continue;
    }
    return tell(answer, flags);
  }

  async function openLedger() {
    const outputs = await readStack(await clients.cloudformation(), flags.stack, clients.region);
    return { stack: outputs, ledger: await readOnlyLedger(clients, outputs.ledgerBucket) };
  }
}

const questions: Readonly<Record<DecisionChoice, string>> = {
  approve: 'Approve',
  reject: 'Reject',
  withdraw: 'Withdraw your vote on',
  'break-glass': 'Approve WITHOUT what the gate needs, and notify everybody who is asked:',
  extend: 'Extend the deadline of',
  close: 'Withdraw the request of',
};

function isVote(choice: DecisionChoice): boolean {
  return choice !== 'extend' && choice !== 'close';
}

function later(deadline: string, minutes: number): string {
  return new Date(Date.parse(deadline) + minutes * 60_000).toISOString();
}

/** Two simultaneous deciders cost each other one retry; if the request keeps changing, give up and say so. */
const maxTries = 5;

/** Runs before anything is read: without a terminal, flags have to answer the questions. */
function requireConsent(choice: DecisionChoice, { yes, reason }: DecideFlags): void {
  if (needsReasonAlways(choice) && reason?.trim() === '') {
    throw new CliError('--reason is empty', { next: 'write what is wrong, for those who have to fix it' });
  }
  if (hasTerminal()) return;
  if (needsReasonAlways(choice) && reason === undefined) throw missingReason(choice, yes !== true);
  if (!yes) {
    throw new CliError('cannot ask for confirmation: not a terminal', {
      next: 'pass --yes if you have reviewed the request',
    });
  }
}

function missingReason(choice: DecisionChoice, lacksYes = false): CliError {
  const also = lacksYes ? '; and --yes if you have reviewed the request, because nobody can be asked here' : '';
  return new CliError(choice === 'reject' ? 'a rejection needs a reason' : `${choice} needs a reason`, {
    next: `pass --reason <text>, for ${choice === 'break-glass' ? 'everybody who is asked' : 'those who have to fix it'}${also}`,
  });
}

/** Without a terminal the desk says what is missing. */
async function askReason(choice: DecisionChoice, terms: Terms): Promise<string> {
  const isNeeded = needsReasonAlways(choice) || (choice === 'approve' && needsReason(terms, 'APPROVE'));
  return isNeeded && hasTerminal() ? ask('Reason: ') : '';
}

/** The items of the checklist that the caller has confirmed. Without a terminal the desk says which ones are missing. */
async function confirmItems({ checklist = [] }: Terms, flags: DecideFlags): Promise<string[]> {
  if (flags.confirmChecklist) return checklist;
  if (!hasTerminal()) return [];
  const confirmed: string[] = [];
  for (const item of checklist) if (await confirm(`Done: ${oneLine(item)}?`)) confirmed.push(item);
  return confirmed;
}

/** The request is decided as the caller wanted: by this vote, by an earlier one of the caller, or by others. */
const asWanted = new Set(['recorded', 'repeated', 'agreed']);

function tell(answer: DecisionAnswer, { output }: DecideFlags): ExitCode {
  if (output === 'json') printJson(answer);
  else (answer.recorded ? process.stdout : process.stderr).write(`${answer.message}\n`);
  return asWanted.has(answer.outcome) ? 0 : 1;
}

function tellDeclined({ output }: DecideFlags): ExitCode {
  process.stderr.write('Nothing was sent.\n');
  if (output === 'json') printJson({ recorded: false, outcome: 'declined', message: 'not confirmed' });
  return 1;
}

function tellNone(choice: string, failure: Failure, { output }: DecideFlags): ExitCode {
  reportFailure(`greenlight ${choice}`, failure);
  if (output === 'json') printJson({ recorded: false, outcome: 'none-open', message: failure.message });
  return 1;
}

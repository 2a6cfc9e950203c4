import { countApprovals } from '../../../approval/request/progress.ts';
import { systemClock } from '../../../runtime/system-clock.ts';
import { isRequestKey } from '../../../storage/keys.ts';
import { oneLine } from '../../../wording/lines.ts';
import { awsClients } from '../../aws/aws-clients.ts';
import type { AwsFlags } from '../../aws/aws-command.ts';
import { inSamePlace } from '../../aws/in-same-place.ts';
import { type ExitCode, printJson } from '../../aws/run-action.ts';
import { readStack } from '../../aws/stack.ts';
import { CliError } from '../../command/cli-error.ts';
import { readOnlyLedger } from '../../deployment/read-only-ledger.ts';
import { isWaiting } from '../../deployment/snapshot/snapshot.ts';
import { screenOn } from '../../terminal/screen.ts';
import { withProgress } from '../../terminal/with-progress.ts';
import { asks, readOpenPage } from '../open-requests.ts';
import { renderAllOpen } from './render-open.ts';

export type OpenFlags = AwsFlags & { mine?: string; after?: string };

/** The action of `greenlight open`. */
export async function listOpen(flags: OpenFlags): Promise<ExitCode> {
  const { mine, after } = flags;
  if (after !== undefined && !isRequestKey(after))
    throw new CliError(`--after "${after}" is not the key of a request`, {
      next: 'pass the key that the list before has ended with',
    });
  const clients = await awsClients(flags);
  const { signal } = new AbortController();
  const { requests: all, unknown, next } = await withProgress('reading the open requests', readAll());
  const now = systemClock.now();
  const requests = mine === undefined ? all : all.filter((request) => asks(request, mine, now));
  if (flags.output === 'json') {
    const rows = requests.map(({ key, request }) => ({
      request: key,
      ...request.subject,
      deadline: request.deadline,
      canBeDecided: isWaiting({ key, request }, now),
      approvals: countApprovals(request),
      reviewers: request.reviewers,
      votes: request.votes,
    }));
    printJson({ requests: rows, unknown, ...(next !== undefined && { next }) });
  } else if (requests.length === 0) {
    const who = mine === undefined ? 'a decision' : oneLine(mine);
    const isWhole = next === undefined && unknown.length === 0;
    process.stdout.write(`${isWhole ? 'Nothing' : 'Nothing that was read'} waits for ${who}.\n`);
  } else {
    const { colour, isTerminal, columns } = screenOn(process.stdout, () => {});
    const style = { colour, ...(isTerminal && { columns }) };
    process.stdout.write(`${renderAllOpen(requests, now, { ...style, place: flags }).join('\n')}\n`);
  }
  for (const sentence of unknown) process.stderr.write(`note: ${sentence}\n`);
  if (next !== undefined) process.stderr.write(`note: there are more than these\n  next: ${continuing(flags, next)}\n`);
  return unknown.length > 0 || next !== undefined ? 1 : 0;

  async function readAll() {
    const { ledgerBucket } = await readStack(await clients.cloudformation(), flags.stack, clients.region);
    return readOpenPage(await readOnlyLedger(clients, ledgerBucket), after, signal);
  }
}

function continuing({ mine, ...place }: OpenFlags, after: string): string {
  const command = `greenlight open${mine === undefined ? '' : ` --mine ${oneLine(mine)}`} --after ${after}`;
  return inSamePlace(command, place);
}

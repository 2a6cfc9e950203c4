import { countApprovals } from '../../../approval/request/progress.ts';
import { systemClock } from '../../../runtime/system-clock.ts';
import { oneLine } from '../../../wording/lines.ts';
import { awsClients } from '../../aws/aws-clients.ts';
import type { AwsFlags } from '../../aws/aws-command.ts';
import { type ExitCode, printJson } from '../../aws/run-action.ts';
import { readStack } from '../../aws/stack.ts';
import { readOnlyLedger } from '../../deployment/ledger.ts';
import { isWaiting } from '../../deployment/snapshot/snapshot.ts';
import { withProgress } from '../../terminal/progress.ts';
import { screenOn } from '../../terminal/screen.ts';
import { asks, readOpenRequests } from '../open-requests.ts';
import { renderAllOpen } from './render-open.ts';

export type OpenFlags = AwsFlags & { mine?: string };

/** The action of `greenlight open`. */
export async function listOpen(flags: OpenFlags): Promise<ExitCode> {
  const clients = await awsClients(flags);
  const { signal } = new AbortController();
  const { requests: all, unknown } = await withProgress('reading the open requests', readAll());
  const { mine } = flags;
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
    printJson({ requests: rows, unknown });
  } else if (requests.length === 0) {
    process.stdout.write(
      mine === undefined ? 'Nothing waits for a decision.\n' : `Nothing waits for ${oneLine(mine)}.\n`,
    );
  } else {
    const { colour, isTerminal, columns } = screenOn(process.stdout, () => {});
    const style = { colour, ...(isTerminal && { columns }) };
    process.stdout.write(`${renderAllOpen(requests, now, style).join('\n')}\n`);
  }
  for (const sentence of unknown) process.stderr.write(`note: ${sentence}\n`);
  return unknown.length > 0 ? 1 : 0;

  async function readAll() {
    const { ledgerBucket } = await readStack(await clients.cloudformation(), flags.stack, clients.region);
    return readOpenRequests(await readOnlyLedger(clients, ledgerBucket), signal);
  }
}

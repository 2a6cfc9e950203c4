import type { Context, SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { nameDeployment } from '../hook/log/name-deployment.ts';
import type { DeploymentRef } from '../hook/report.ts';
import { timeBudget } from '../hook/time-budget.ts';
import { deploymentOfKey } from '../storage/keys.ts';
import { atMost } from '../watcher/at-most.ts';
import { inTurn } from '../watcher/in-turn.ts';
import { homeOf } from '../watcher/watched-place.ts';
import { formatError } from '../wording/values.ts';
import { type AnnouncerMessage, readAnnouncerMessage } from './announcer-message.ts';
import type { AnnouncerParts } from './outbox/announcer-parts.ts';
import { sendAnnouncements } from './outbox/send-announcements.ts';

type Message = AnnouncerMessage & { id: string };

/** One deployment, and the messages about it; none of them if the sweep found it. */
type Errand = { deployment: DeploymentRef; messageIds: Set<string> };

/**
 * Reads the announcer's queue, to which written requests, events of ECS and the schedule lead, and sends what is new about the deployments that they
 * are about. What could not be done is reported, so that SQS delivers its messages again and finally moves them into the dead-letter queue.
 *
 * @returns the messages that were not processed, as Lambda's `ReportBatchItemFailures` has them
 */
export function createAnnouncer(parts: Omit<AnnouncerParts, 'partition'>) {
  return async (
    { Records }: { Records: readonly Pick<SQSRecord, 'messageId' | 'body'>[] },
    context: Pick<Context, 'invokedFunctionArn' | 'getRemainingTimeInMillis'>,
  ): Promise<SQSBatchResponse> => {
    const home = homeOf(context.invokedFunctionArn);
    const all: AnnouncerParts = { ...parts, partition: home.partition };
    const messages = Records.map(({ messageId: id, body }) => ({ id, ...readAnnouncerMessage(body, home) }));
    const { signal, release } = timeBudget(context);
    const failed = new Set<string>();
    const errands = await findErrands(all, messages, failed, signal);
    await atMost(deploymentsAtOnce, errands, (errand) => run(all, errand, failed, signal));
    release();
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

const deploymentsAtOnce = 5;

/** Messages about the same deployment become one errand, so that they do not race each other. */
async function findErrands(
  parts: AnnouncerParts,
  messages: readonly Message[],
  failed: Set<string>,
  signal: AbortSignal,
): Promise<Errand[]> {
  const errands = new Map<string, Errand>();
  for (const message of messages) {
    try {
      for (const deployment of await deploymentsOf(parts, message, signal)) {
        const name = nameOf(deployment);
        const errand = errands.get(name) ?? { deployment, messageIds: new Set() };
        // The next sweep finds the same deployments, so its failures need no message.
        if (message.kind !== 'sweep') errand.messageIds.add(message.id);
        errands.set(name, errand);
      }
    } catch (error) {
      parts.logger.error('the deployments of a message could not be found', { error: formatError(error) });
      failed.add(message.id);
    }
  }
  return [...errands.values()];
}

async function deploymentsOf(
  parts: AnnouncerParts,
  message: Message,
  signal: AbortSignal,
): Promise<readonly DeploymentRef[]> {
  const { outbox, logger } = parts;
  switch (message.kind) {
    case 'deployment':
      await outbox.note(message.deployment, signal);
      return [message.deployment];
    case 'service':
      return outbox.listNoted(signal, message.place);
    case 'sweep':
      return sweepable(parts, signal);
    case 'nothing':
      if (message.reason) logger.warn(message.reason, { messageId: message.id });
      return [];
  }
}

/** The next sweep adds more. */
const maxAdded = 200;

/** Those with open requests whose event was lost, and those that are not finished, beginning with others each minute. */
async function sweepable({ outbox, ledger, clock }: AnnouncerParts, signal: AbortSignal): Promise<DeploymentRef[]> {
  const [noted, open] = await Promise.all([outbox.listNoted(signal), ledger.listOpen(signal)]);
  const known = new Set(noted.map(nameOf));
  const missed = new Map(open.flatMap((key) => deploymentOfKey(key) ?? []).map((one) => [nameOf(one), one]));
  const added = [...missed.values()].filter((one) => !known.has(nameOf(one))).slice(0, maxAdded);
  for (const deployment of added) await outbox.note(deployment, signal);
  return [...added, ...inTurn(noted, clock.now())];
}

function nameOf({ account, region, cluster, service, deploymentId }: DeploymentRef): string {
  return [account, region, cluster, service, deploymentId].join('/');
}

async function run(
  parts: AnnouncerParts,
  { deployment, messageIds }: Errand,
  failed: Set<string>,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  try {
    await sendAnnouncements(parts, deployment, signal);
  } catch (error) {
    const about = { ...nameDeployment(deployment), error: formatError(error) };
    parts.logger.error('a deployment could not be announced', about);
    for (const id of messageIds) failed.add(id);
  }
}

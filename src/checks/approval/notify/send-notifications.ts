import type { SigningKeySource } from '../../../approval/link/signing-keys.ts';
import { storeLink } from '../../../approval/link/stored-links.ts';
import { breakGlassMail } from '../../../approval/notice/break-glass-mail.ts';
import { findUnreached, type SubscriberReader } from '../../../approval/notice/find-unreached.ts';
import { askingMail } from '../../../approval/notice/mail.ts';
import type { Notifier } from '../../../approval/notice/notifier.ts';
import { reportsOfChecks } from '../../../approval/notice/report-words.ts';
import { linkHolder } from '../../../approval/request/people.ts';
import type { ApprovalRequest, Notification } from '../../../approval/request/request.ts';
import { everybody } from '../../../approval/request/transitions.ts';
import type { CheckContext } from '../../../hook/check.ts';
import type { Clock } from '../../../hook/clock.ts';
import { embedMetrics } from '../../../hook/log/metrics.ts';
import { nameDeployment } from '../../../hook/log/name-deployment.ts';
import { nameRequest } from '../../../storage/name-request.ts';
import type { Reports } from '../../../storage/reports.ts';
import type { ObjectStore } from '../../../storage/store.ts';
import { formatError } from '../../../wording/values.ts';
import type { ApprovalConfig } from '../approval-config.ts';

type Context = CheckContext<ApprovalConfig>;

export type SendingParts = {
  /** Of the ledger, for links. */
  store: Pick<ObjectStore, 'create'>;
  reports: Pick<Reports, 'read'>;
  notifier: Notifier;
  /** Reports people whom no subscription reaches. Default: SNS is not asked. */
  subscribers?: SubscriberReader | undefined;
  signingKeys: SigningKeySource;
  /** The desk's address, without a trailing slash. */
  deskUrl: string;
};

/**
 * Sends notifications. Resolves to what was sent, and says of each whether it is certain that nobody gets it. Failures are logged: they must not fail
 * the gate.
 */
export async function sendNotifications(
  parts: SendingParts,
  key: string,
  request: ApprovalRequest,
  notifications: readonly Notification[],
  context: Context,
): Promise<Notification[]> {
  const { reports, notifier, signingKeys, deskUrl, store } = parts;
  const { clock, logger, signal } = context;
  const sent: Notification[] = [];
  const unreached = unreachedBy(parts, request, notifications, context);
  try {
    const keys = await signingKeys();
    const known = await reports.read(request.subject, signal).catch(() => undefined);
    const expiresAt = new Date(Date.parse(request.deadline) + lateClickDays * 86_400_000);
    const others = known && reportsOfChecks(known);
    const outcomes = notifications.map(async (notification) => {
      const { to, news, kind } = notification;
      const claims = { key, reviewer: to === everybody ? linkHolder : to, expiresAt };
      const link = `${deskUrl}${await storeLink(store, keys, claims, { logger, signal })}`;
      const mail =
        kind === 'break-glass'
          ? breakGlassMail(request, { to, link, news })
          : askingMail(request, { to, link, reports: others, now: clock.now(), news, kind });
      await notifier.publish(mail, signal);
      sent.push(notification);
    });
    const failures = (await Promise.allSettled(outcomes)).filter((outcome) => outcome.status === 'rejected');
    for (const { reason } of failures)
      logger.warn('a notification could not be sent', {
        ...nameRequest(key),
        error: formatError(reason),
        ...countFailed(1, clock),
      });
  } catch (error) {
    logger.warn('no notification could be sent', {
      ...nameRequest(key),
      error: formatError(error),
      ...countFailed(notifications.length, clock),
    });
  }
  const reachNobody = new Set(await unreached);
  return sent.map((one) => (reachNobody.has(one.to) ? { ...one, unreached: true } : one));
}

/** To whom the notifications go without anybody getting them, as far as that is certain. Never rejects. */
async function unreachedBy(
  { subscribers }: SendingParts,
  { subject }: ApprovalRequest,
  notifications: readonly Notification[],
  { clock, logger, signal }: Context,
): Promise<string[]> {
  if (!subscribers) return [];
  try {
    const addressees = [...new Set(notifications.map(({ to }) => to))];
    const { cluster, service } = subject;
    const unreached = await findUnreached(subscribers, { addressees, cluster, service }, signal);
    if (unreached.length > 0)
      logger.warn('no subscriber would get a notification', {
        ...nameDeployment(subject),
        to: unreached,
        ...countFailed(unreached.length, clock),
      });
    return unreached;
  } catch (error) {
    logger.info('who is subscribed could not be read', { ...nameDeployment(subject), error: formatError(error) });
    return [];
  }
}

/** The metric for an alarm in template.yaml. */
function countFailed(value: number, clock: Clock) {
  return embedMetrics(clock.now(), { hook: 'approval' }, { notificationsFailed: { value, unit: 'Count' } });
}

/** How long after the deadline a link still opens a page that says what happened. */
const lateClickDays = 7;

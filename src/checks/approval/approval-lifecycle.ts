import { countedWith } from '../../approval/evidence/stale-votes.ts';
import { claimDue, claimedBy, noteSent } from '../../approval/notice/notifications.ts';
import type { Ledger, StoredRequest } from '../../approval/request/ledger.ts';
import { whyWrongPattern } from '../../approval/request/reason-pattern.ts';
import type { ApprovalRequest, Subject } from '../../approval/request/request.ts';
import { isFlippedByHand } from '../../approval/request/standing.ts';
import { termsOf } from '../../approval/request/terms.ts';
import { adoptHandFlip, approveOnce, approveUnasked, expire, openRequest } from '../../approval/request/transitions.ts';
import { addMinutes } from '../../approval/schedule/business-hours.ts';
import type { CheckContext } from '../../hook/check.ts';
import type { JsonObject } from '../../hook/json.ts';
import type { Verdict } from '../../hook/verdict.ts';
import type { ObjectStore } from '../../storage/store.ts';
import { formatError } from '../../wording/values.ts';
import type { ApprovalConfig } from './approval-config.ts';
import { askEcs } from './confirm/ask-ecs.ts';
import { type ConfirmContext, type Confirmed, confirmDeployed } from './confirm/confirm-deployed.ts';
import type { DeployedTarget } from './confirm/deployed-target.ts';
import type { Deployed } from './confirm/find-deployed.ts';
import { type SendingParts, sendNotifications } from './notify/send-notifications.ts';
import { maxGateMinutes } from './plain-config.ts';
import { answerUnasked, passFirst } from './why-steps-merge.ts';
import { type SignInFacts, whyUnknowable, whyUnprovable } from './why-unprovable.ts';

type Context = CheckContext<ApprovalConfig>;

/** The facts about a deployment for the people who decide. */
export type SubjectFacts = Pick<
  Subject,
  'sourceRevisionId' | 'strategy' | 'firstDeployment' | 'images' | 'changes' | 'testUrl' | 'trial' | 'unknown'
>;

export type LifecycleParts = SendingParts & {
  ledger: Ledger;
  /** Of the ledger. */
  store: Pick<ObjectStore, 'list' | 'create'>;
  /** Undefined if nobody can sign in on that desk. */
  signIn?: SignInFacts | undefined;
  /** Whether the stack records who starts deployments. Default false. */
  recordsDeployers?: boolean | undefined;
  describe: (target: DeployedTarget, signal: AbortSignal) => Promise<SubjectFacts>;
  /** What ECS deploys now, to compare before an approval passes. Rejects if ECS could not be asked. */
  deployed: (target: DeployedTarget, signal: AbortSignal) => Promise<Deployed>;
  newId: () => string;
};

/** How a pause hook's request differs from a gate's: ECS says how long it waits, and gives each step of a deployment a pause of its own. */
type PauseFacts = { deadline: Date; pause: JsonObject };

/** What an approval gate does a few times in its life. Each step resolves to the request as it is in the ledger afterwards. */
export interface ApprovalLifecycle {
  /** Creates the request unless it exists, and notifies the reviewers; or resolves to the gate's verdict if nobody needs to be asked. */
  open(key: string, target: DeployedTarget, context: Context, paused?: PauseFacts): Promise<StoredRequest | Verdict>;
  /** Withdraws approvals that were given to other evidence, sends what is due, and records the result. A notification that cannot be sent is left for the next poll. */
  notify(key: string, context: Context): Promise<StoredRequest>;
  /**
   * Records that nobody decided in time, unless somebody has since, or has extended the deadline.
   *
   * @param latest - when the time is over even if the deadline is later. Default: the deadline alone counts
   */
  expire(key: string, context: Context, latest?: Date): Promise<StoredRequest>;
  /** Records a status that was changed in the bucket as a decision. */
  adoptHandFlip(key: string, context: Context): Promise<StoredRequest>;
  /** Compares an approved request with what ECS deploys now, and records the result. Rejects if ECS could not be asked. */
  confirm(request: ApprovalRequest, target: DeployedTarget, context: ConfirmContext): Promise<Confirmed>;
}

export function createApprovalLifecycle(parts: LifecycleParts): ApprovalLifecycle {
  const { ledger, newId } = parts;
  return {
    async open(key, target, context, paused) {
      const unprovable =
        whyUnprovable(context.config, parts.signIn) ?? whyUnknowable(context.config, parts.recordsDeployers);
      if (unprovable !== undefined) return { kind: 'fail', reason: unprovable };
      const claimId = newId();
      const described = await prepareRequest(parts, target, context);
      const wrong = await whyWrongPattern(context.config);
      if (wrong !== undefined) return { kind: 'fail', reason: `wrong configuration: hookDetails.${wrong}` };
      const { subject } = described;
      const request = openRequest({ ...described, ...paused, claimId });
      const automatic = approveUnasked(request, claimId);
      if (automatic) return ledger.create(key, automatic, context.signal);
      const unasked = paused ? passFirst(subject, context.config) : answerUnasked(subject, context.config);
      if (unasked) return unasked;
      const again = await approvedBefore(parts, { key, request }, claimId, context.signal);
      if (again) return ledger.create(key, again, context.signal);
      const stored = await ledger.create(key, request, context.signal);
      return claimedBy(stored.request, claimId).length > 0 ? send(parts, key, stored, claimId, context) : stored;
    },

    async notify(key, context) {
      const claimId = newId();
      const now = context.clock.now();
      const voted = (await ledger.read(key, context.signal))?.request;
      const reports = voted?.votes.length
        ? await parts.reports.read(voted.subject, context.signal).catch(() => undefined)
        : undefined;
      const stored = await change(key, context, ({ request }) => {
        const counted = countedWith(request, reports, now.toISOString());
        return claimDue(counted, claimId, now) ?? (counted === request ? undefined : counted);
      });
      return claimedBy(stored.request, claimId).length > 0 ? send(parts, key, stored, claimId, context) : stored;
    },

    expire(key, context, latest) {
      const id = newId();
      return change(key, context, ({ request }) => {
        const now = context.clock.now();
        const end = Math.min(Date.parse(request.deadline), latest?.getTime() ?? Number.POSITIVE_INFINITY);
        return now.getTime() >= end && request.status === 'PENDING' && !request.decision
          ? expire(request, { id, at: now.toISOString() })
          : undefined;
      });
    },

    adoptHandFlip(key, context) {
      const id = newId();
      return change(key, context, ({ request, lastModified }) =>
        isFlippedByHand(request) ? adoptHandFlip(request, id, lastModified) : undefined,
      );
    },

    confirm: (request, target, context) => confirmDeployed(parts, request, target, context),
  };

  async function change(
    key: string,
    { signal }: Context,
    next: (stored: StoredRequest) => ApprovalRequest | undefined,
  ): Promise<StoredRequest> {
    const changed = await ledger.change(
      key,
      (stored) => {
        const write = next(stored);
        return write ? { write, result: undefined } : { result: undefined };
      },
      signal,
    );
    if (!changed) throw new Error(`the request ${key} is gone from the ledger`);
    return changed.stored;
  }
}

/** With `once`: the request, approved with an earlier step of its deployment. Undefined if people have to be asked. */
async function approvedBefore(
  { ledger, store }: LifecycleParts,
  { key, request }: { key: string; request: ApprovalRequest },
  id: string,
  signal: AbortSignal,
): Promise<ApprovalRequest | undefined> {
  if (!termsOf(request).once || request.subject.step === undefined) return undefined;
  const keys = await store.list(key.slice(0, key.lastIndexOf('/') + 1), signal);
  const others = await Promise.all(
    keys.map(async (other) => ({ key: other, stored: await ledger.read(other, signal) })),
  );
  return approveOnce(
    request,
    others.flatMap((other) => (other.stored ? [{ key: other.key, request: other.stored.request }] : [])),
    id,
  );
}

async function prepareRequest(
  { describe }: LifecycleParts,
  target: DeployedTarget,
  { config, clock, gate, signal }: Context,
) {
  const { account, region, cluster, service, deploymentId, stage, revisionId } = target;
  const facts = await findSubjectInTime(describe, target, signal);
  const { title, notes, testUrl } = config;
  const now = clock.now();
  const subject: Subject = {
    ...{ account, region, cluster, service, deploymentId, stage, revisionId },
    ...facts,
    ...(target.productionWeight !== undefined && { step: target.productionWeight }),
    ...(gate.name !== undefined && { gate: gate.name }),
    ...(testUrl !== undefined && { testUrl, trial: { source: 'configuration' as const } }),
    ...(title !== undefined && { title }),
    ...(notes !== undefined && { notes }),
  };
  const deadline = addMinutes(config.businessHours, now, config.deadlineMinutes, latestOfStage(now));
  const { approvals, reviewers, excluded } = config;
  // Through JSON, as if it came from the ledger: without undefined keys.
  const asked = JSON.parse(JSON.stringify(config)) as JsonObject;
  return { subject, now, deadline, approvals, reviewers, excluded, asked };
}

/** ECS ends a stage after 24 hours, whether or not the clock of a request has stood still. */
function latestOfStage(now: Date): Date {
  return new Date(now.getTime() + maxGateMinutes * 60_000);
}

/** People are asked even if ECS does not say what it deploys: without a request nobody could decide at all. */
async function findSubjectInTime(
  describe: LifecycleParts['describe'],
  target: DeployedTarget,
  signal: AbortSignal,
): Promise<SubjectFacts> {
  try {
    return await askEcs((inTime) => describe(target, inTime), signal);
  } catch (error) {
    return { images: [], unknown: [`What is deployed could not be read: ${formatError(error)}`] };
  }
}

async function send(parts: LifecycleParts, key: string, stored: StoredRequest, claimId: string, context: Context) {
  const mine = claimedBy(stored.request, claimId);
  const sent = await sendNotifications(parts, key, stored.request, mine, context);
  const id = parts.newId();
  const changed = await parts.ledger.change(
    key,
    ({ request, lastModified }) => {
      // The time of a status changed by hand is the object's last write; after this write it would be ours.
      const known = isFlippedByHand(request) ? adoptHandFlip(request, id, lastModified) : request;
      return { write: noteSent(known, claimId, sent, context.clock.now()), result: undefined };
    },
    context.signal,
  );
  return changed?.stored ?? stored;
}

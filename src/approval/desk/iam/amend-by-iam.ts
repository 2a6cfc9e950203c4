import * as v from 'valibot';
import { isRequestKey } from '../../../storage/keys.ts';
import { cleanLines } from '../../../wording/lines.ts';
import { formatIssues } from '../../../wording/values.ts';
import { formatFailure } from '../../notice/format-at-deadline.ts';
import { type Amendment, type AmendOutcome, extendDeadline, withdrawRequest } from '../../request/amend.ts';
import { formatDecision } from '../../request/format-decision.ts';
import type { ApprovalRequest } from '../../request/request.ts';
import { formatDeadline } from '../../request/timing/format-deadline.ts';
import { maxReason } from '../decision-form.ts';
import type { DeskParts } from '../desk-parts.ts';
import { formatHandFlip } from '../ended/closed-note.ts';
import { findReplacement } from '../ended/find-replacement.ts';
import { explainReplaced } from '../ended/newer-note.ts';
import { kickBridge } from '../kick-bridge.ts';
import { en } from '../language/en.ts';
import type { Deadlines } from '../vote-result.ts';
import { type IamOutcome, type IamReply, refuse, stateOf } from './iam-answer.ts';

const entries = {
  request: v.pipe(v.string('expected the key of a request'), v.check(isRequestKey, 'expected the key of a request')),
  /** For everybody who is asked. */
  reason: v.pipe(
    v.string('expected a reason, for those who are asked'),
    v.transform(cleanLines),
    v.minLength(1, 'expected a reason, for those who are asked'),
    v.maxLength(maxReason, `expected at most ${maxReason} characters`),
  ),
};

const deadline = 'expected a time like 2026-11-22T14:30:00.000Z';
const amendSchema = v.variant('choice', [
  v.strictObject({
    ...entries,
    choice: v.literal('extend'),
    deadline: v.pipe(
      v.string(deadline),
      v.isoTimestamp(deadline),
      v.check((text) => !Number.isNaN(Date.parse(text)), deadline),
      v.transform((text) => new Date(text).toISOString()),
    ),
  }),
  v.strictObject({ ...entries, choice: v.literal('close') }),
]);

type Wanted = v.InferOutput<typeof amendSchema>;

/** Whether the body of a decision asks for a change other than a vote. */
export function isAmendment(body: string): boolean {
  try {
    const { choice } = JSON.parse(body) as { choice?: unknown };
    return choice === 'extend' || choice === 'close';
  } catch {
    return false;
  }
}

/**
 * Moves the deadline of a request, or takes the request back, for an IAM identity. Sent again after a lost response, it finds that it is so
 * already.
 */
export async function amendByIam(
  parts: DeskParts,
  by: string,
  { body, deadlines }: { body: string; deadlines: Deadlines },
): Promise<IamReply> {
  const parsed = v.safeParse(amendSchema, JSON.parse(body));
  if (!parsed.success) {
    const problem = `the change is not valid: ${formatIssues(parsed.issues)}`;
    return refuse(422, 'invalid', 'received an invalid change', [problem], { by });
  }
  const { ledger, clock, newId } = parts;
  const wanted = parsed.output;
  const now = clock.now();
  const amendment: Amendment = { by, reason: wanted.reason, at: now.toISOString(), id: newId() };
  const outdated =
    wanted.choice === 'extend' ? await whyOutdated(parts, wanted.request, amendment, deadlines) : undefined;
  if (outdated !== undefined) {
    return refuse(409, 'outdated', 'refused more time for a deployment that was replaced', [outdated], { by });
  }
  const amend = ({ request }: { request: ApprovalRequest }) => {
    const result =
      wanted.choice === 'extend'
        ? extendDeadline(request, amendment, wanted.deadline)
        : withdrawRequest(request, amendment);
    return result.request === request ? { result } : { write: result.request, result };
  };
  const changed = await ledger.change(wanted.request, amend, deadlines.write);
  if (!changed) {
    const problem = `there is no request ${wanted.request}; greenlight open lists the pending ones`;
    return refuse(404, 'unknown-request', 'was asked for an unknown request', [problem], { by });
  }
  const { stored, result } = changed;
  await kickBridge(parts, wanted.request, stored.request);
  const { status, outcome } = replies[result.outcome];
  const recorded = status === 200;
  return {
    status,
    answer: { recorded, outcome, message: explain(result, wanted, now), by, request: stateOf(wanted.request, stored) },
    did: `${recorded ? 'made' : 'did not make'} a change by IAM: ${wanted.choice}`,
  };
}

/** More time is of no use if a newer deployment has replaced the one that was asked about. */
async function whyOutdated(
  parts: DeskParts,
  key: string,
  { at }: Amendment,
  { write }: Deadlines,
): Promise<string | undefined> {
  const found = await parts.ledger.read(key, write);
  const newer =
    found && (await findReplacement(parts, { key, request: found.request }, { choice: 'EXTEND', at }, write));
  return newer && `${explainReplaced(newer, new Date(at))}. The deadline stays ${found.request.deadline}`;
}

const replies: Readonly<Record<AmendOutcome['outcome'], { status: IamReply['status']; outcome: IamOutcome }>> = {
  amended: { status: 200, outcome: 'recorded' },
  'as-wanted': { status: 200, outcome: 'repeated' },
  'too-far': { status: 422, outcome: 'too-far' },
  'too-late': { status: 409, outcome: 'decided' },
  expired: { status: 409, outcome: 'expired' },
};

function explain(result: AmendOutcome, { choice }: Wanted, now: Date): string {
  const { request } = result;
  const { decision } = request;
  switch (result.outcome) {
    case 'too-far': {
      const until = result.latest > request.deadline ? `; the latest is ${result.latest}` : ' any longer';
      return `ECS does not wait until then${until}. The deadline stays ${request.deadline}`;
    }
    case 'too-late':
    case 'expired':
      return decision
        ? `This was ${formatDecision(decision, now)}. Nothing was changed.`
        : `${formatHandFlip(en, request)} Nothing was changed.`;
    default:
      if (choice === 'close')
        return `The request is withdrawn, so ${formatFailure(request.subject)} within about two minutes.`;
      return explainDeadline(request, result.outcome, now);
  }
}

/** ECS says how long a pause waits, and then the deadline cannot be later. Of a hook it does not. */
function explainDeadline(request: ApprovalRequest, outcome: 'amended' | 'as-wanted', now: Date): string {
  const until = formatDeadline(request, now);
  const timeout = request.pause ? '' : ' The timeout of the hook has to be longer than that.';
  return outcome === 'amended'
    ? `People can decide until ${until}, and are notified of it.${timeout}`
    : `People can decide until ${until} already; nothing was changed.${timeout}`;
}

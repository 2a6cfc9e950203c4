import type { SigningKeySource } from '../../../approval/link/signing-keys.ts';
import type { Clock } from '../../../hook/clock.ts';
import type { ObjectStore } from '../../../storage/store.ts';
import { type GateAnswer, readGateAnswer } from '../answer/gate-answer.ts';
import { verifyCallback } from './callback-token.ts';
import { formatStoredAnswer, readStoredAnswer } from './stored-answer.ts';

/** What happened to an answer; `key` is that of the gate's answer, once the token was verified. */
type ReceivedAnswer = {
  status: 200 | 201 | 400 | 403 | 409 | 410 | 422;
  outcome:
    | 'recorded'
    | 'malformed-token'
    | 'forged-token'
    | 'expired'
    | 'not-an-answer'
    | 'pending'
    | 'answered-before';
  message: string;
  key?: string;
};

type Parts = { store: Pick<ObjectStore, 'read' | 'create'>; signingKeys: SigningKeySource; clock: Clock };

/**
 * Records the final answer of a gate. The first one counts; repeating it changes nothing, and another one is refused. Rejects if the ledger or the
 * keys cannot be reached: then nothing was recorded, or it was and will be recognized.
 */
export async function receiveAnswer(
  { store, signingKeys, clock }: Parts,
  token: string,
  body: string,
  signal: AbortSignal,
): Promise<ReceivedAnswer> {
  const verify = async (fresh: boolean) => verifyCallback(await signingKeys({ fresh, signal }), token, clock.now());
  const known = await verify(false);
  // A rotation may have added a key that the cache does not have yet.
  const verified = !known.ok && known.problem === 'forged' ? await verify(true) : known;
  if (!verified.ok) return refusals[verified.problem];
  const { key } = verified.claims;
  const read = readGateAnswer(Buffer.from(body));
  if (!read.ok) return { status: 422, outcome: 'not-an-answer', message: `not a valid answer: ${read.problem}`, key };
  const { answer } = read;
  if (answer.status === 'pending') return { ...pending, key };
  if (await store.create(key, formatStoredAnswer({ answer, at: clock.now().toISOString() }), signal)) {
    return { status: 201, outcome: 'recorded', message: `recorded: ${answer.status}`, key };
  }
  const before = await readStoredAnswer(store, key, signal);
  if (before !== undefined && isSame(before.answer, answer)) {
    return { status: 200, outcome: 'recorded', message: `recorded before: ${answer.status}`, key };
  }
  return {
    ...{ status: 409, outcome: 'answered-before', key },
    message: `this gate was answered before${before === undefined ? '' : ` (${before.answer.status})`}; the first answer counts`,
  };
}

const refusals: Readonly<Record<'malformed' | 'forged' | 'expired', ReceivedAnswer>> = {
  malformed: {
    status: 400,
    outcome: 'malformed-token',
    message: 'the URL is not a callback; use the one in the question as it is',
  },
  forged: {
    status: 403,
    outcome: 'forged-token',
    message: 'the URL was not signed here, or with a key that is not in use any more',
  },
  expired: { status: 410, outcome: 'expired', message: 'the deadline of this gate has passed' },
};

const pending: ReceivedAnswer = {
  ...{ status: 422, outcome: 'pending' },
  message: 'a callback must give a final answer: passed, failed or inconclusive',
};

function isSame(one: GateAnswer, other: GateAnswer): boolean {
  const text = ({ status, reason, findings }: GateAnswer) => JSON.stringify([status, reason, findings]);
  return text(one) === text(other);
}

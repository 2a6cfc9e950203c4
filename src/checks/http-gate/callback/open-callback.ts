import type { SigningKeys } from '../../../approval/link/signing-keys.ts';
import type { CheckContext } from '../../../hook/check.ts';
import type { Target } from '../../../hook/target.ts';
import type { Verdict } from '../../../hook/verdict.ts';
import type { ObjectStore } from '../../../storage/store.ts';
import { formatError } from '../../../wording/values.ts';
import type { HttpGateConfig } from '../http-gate-config.ts';
import { answerKey } from './answer-key.ts';
import { signCallback } from './callback-token.ts';
import { readStoredAnswer, type StoredAnswer } from './stored-answer.ts';

/** What callbacks need. */
export type CallbackParts = {
  store: Pick<ObjectStore, 'read'>;
  signingKeys(signal: AbortSignal): Promise<SigningKeys>;
  /** Without a trailing slash. */
  deskUrl: string;
};

/** The callback of a gate: where its answer can be posted, or the answer, or the verdict if that is not known. */
type OpenedCallback =
  | { url: string; expiresAt: string; token: string }
  | { stored: StoredAnswer }
  | { verdict: Verdict };

/** Reads whether the gate has been answered, and otherwise composes the address for the answer. Never rejects. */
export async function openCallback(
  target: Target,
  { config: { url, lambda }, gate, signal }: Pick<CheckContext<HttpGateConfig>, 'config' | 'gate' | 'signal'>,
  deadline: Date,
  parts: CallbackParts,
): Promise<OpenedCallback> {
  const key = answerKey(target, gate.name, url ?? `lambda ${lambda}`);
  if (key === undefined) {
    const reason = 'hookDetails.callback: expected false: the event names no deployment that a callback could be for';
    return { verdict: { kind: 'fail', reason } };
  }
  try {
    const stored = await readStoredAnswer(parts.store, key, signal);
    if (stored) return { stored };
    const token = signCallback(await parts.signingKeys(signal), { key, expiresAt: deadline });
    return { url: `${parts.deskUrl}/gates/${token}`, expiresAt: deadline.toISOString(), token };
  } catch (cause) {
    const reason = `whether the gate was answered by callback could not be read: ${formatError(cause)}`;
    return { verdict: { kind: 'error', reason, cause } };
  }
}

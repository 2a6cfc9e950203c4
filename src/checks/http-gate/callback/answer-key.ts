import { createHash } from 'node:crypto';
import type { Target } from '../../../hook/target.ts';
import { isRequestKey, requestKey, requestPrefix } from '../../../storage/keys.ts';

/** What a team's own system has answered by callback; only the desk writes there. */
const answerPrefix = 'answers/';

/**
 * The key of a gate's answer: `answers/` and the rest of the key that a request of the same gate would have. Undefined if the event names no deployment.
 *
 * @param asked - who is asked. Part of the key, so that somebody who has another system asked about a gate gets no address that answers this one
 */
export function answerKey(target: Target, gate: string | undefined, asked: string): string | undefined {
  const { deploymentId, productionWeight: step } = target;
  if (deploymentId === undefined) return undefined;
  const who = createHash('sha256').update(asked).digest('base64url').slice(0, 32);
  return (
    answerPrefix +
    requestKey({ ...target, deploymentId, step, gate: `${gate ?? ''}.${who}` }).slice(requestPrefix.length)
  );
}

/** Whether a string from outside can be the key of an answer. */
export function isAnswerKey(text: string): boolean {
  return text.startsWith(answerPrefix) && isRequestKey(requestPrefix + text.slice(answerPrefix.length));
}

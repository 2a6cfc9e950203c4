import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { HookLogger } from '../../../hook/log/hook-logger.ts';
import { nameRequest } from '../../../storage/name-request.ts';
import { formatError } from '../../../wording/values.ts';
import type { DeskEnv, DeskParts } from '../desk-parts.ts';

/** Where the systems of teams answer a gate. */
const gatePath = '/gates/:token';
const route = 'POST /gates/{token}';
const maxAnswerBytes = 64 * 1024;

/** Adds the route. Only a POST answers, however often something follows the link. No log line contains a token. */
export function addGateRoute(
  desk: Hono<DeskEnv>,
  { answerGate, logger }: { answerGate: NonNullable<DeskParts['answerGate']>; logger: HookLogger },
): void {
  desk.post(
    gatePath,
    bodyLimit({
      maxSize: maxAnswerBytes,
      onError: (c) => c.json({ outcome: 'not-an-answer', message: 'the answer is longer than 64 KiB' }, 413),
    }),
    async (c) => {
      try {
        const answered = await answerGate(c.req.param('token'), await c.req.text(), c.get('deadlines').answer);
        const { status, outcome, message, key } = answered;
        const deployment = key && nameRequest(key).deployment;
        logger.info(`the desk was given the answer of a gate: ${outcome}`, { route, status, answer: key, deployment });
        return c.json({ outcome, message }, status);
      } catch (error) {
        logger.error('the desk could not record the answer of a gate', { route, error: formatError(error) });
        const message = 'the ledger cannot be reached right now; try again: an answer that was recorded is recognized';
        return c.json({ outcome: 'unavailable', message }, 503, { 'retry-after': '10' });
      }
    },
  );
  desk.all(gatePath, (c) =>
    c.json({ outcome: 'wrong-method', message: 'an answer is sent with POST; nothing was changed' }, 405, {
      allow: 'POST',
    }),
  );
}

import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import type { DeskEnv, DeskParts, GateAnswered } from '../../../../src/approval/desk/desk-parts.ts';
import { addGateRoute } from '../../../../src/approval/desk/gate/gate-route.ts';
import { neverAborted } from '../../../helpers/approval.ts';
import { recordingLogger } from '../../../helpers/hook.ts';

const route = 'POST /gates/{token}';

function deskWith(answerGate: NonNullable<DeskParts['answerGate']>) {
  const logger = recordingLogger();
  const desk = new Hono<DeskEnv>();
  desk.use(async (c, next) => {
    c.set('deadlines', { write: neverAborted, answer: neverAborted });
    await next();
  });
  addGateRoute(desk, { answerGate, logger });
  return { desk, logger };
}

const accepted: GateAnswered = { status: 201, outcome: 'recorded', message: 'the gate passes', key: 'gates/1.json' };
const post = (body: string) => ({ method: 'POST', body });

describe('the answer of a system of a team', () => {
  test('gets the token, the body and the deadline, and is logged without the token', async () => {
    const given: unknown[] = [];
    const { desk, logger } = deskWith(async (...asked) => {
      given.push(...asked);
      return accepted;
    });

    const answer = await desk.request('/gates/secret-token', post('{"status":"passed"}'));

    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ outcome: 'recorded', message: 'the gate passes' });
    expect(given).toEqual(['secret-token', '{"status":"passed"}', neverAborted]);
    expect(logger.lines).toEqual([
      {
        level: 'info',
        message: 'the desk was given the answer of a gate: recorded',
        attributes: { route, status: 201, answer: 'gates/1.json' },
      },
    ]);
  });

  test('may be 64 KiB long, and no longer', async () => {
    const { desk } = deskWith(async () => accepted);

    expect((await desk.request('/gates/t', post('x'.repeat(64 * 1024)))).status).toBe(201);
    const refused = await desk.request('/gates/t', post('x'.repeat(64 * 1024 + 1)));
    expect(refused.status).toBe(413);
    expect(await refused.json()).toEqual({ outcome: 'not-an-answer', message: 'the answer is longer than 64 KiB' });
  });

  test('can be sent again if the ledger cannot be reached', async () => {
    const { desk, logger } = deskWith(async () => Promise.reject(new Error('S3 does not answer')));

    const answer = await desk.request('/gates/secret-token', post('{}'));

    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10']);
    expect(await answer.json()).toEqual({
      outcome: 'unavailable',
      message: 'the ledger cannot be reached right now; try again: an answer that was recorded is recognized',
    });
    expect(logger.lines).toEqual([
      {
        level: 'error',
        message: 'the desk could not record the answer of a gate',
        attributes: { route, error: expect.stringContaining('S3 does not answer') },
      },
    ]);
  });

  test.each(['GET', 'PUT', 'DELETE'])('is not what a %s sends', async (method) => {
    const { desk } = deskWith(async () => Promise.reject(new Error('not reached')));

    const answer = await desk.request('/gates/t', { method });

    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await answer.json()).toEqual({
      outcome: 'wrong-method',
      message: 'an answer is sent with POST; nothing was changed',
    });
  });
});

import { describe, expect, test } from 'vitest';
import type { ApprovalRequest } from '../../src/approval/request/request.ts';
import { judgeRequest } from '../../src/pause-bridge/judge-request.ts';
import { readPause } from '../../src/pause-bridge/pause-record.ts';
import { pauseSetup } from './pause-setup.ts';

const [secondMs, minuteMs] = [1000, 60_000];

describe('an undecided request of a pause', () => {
  test('is open until its deadline and for what clocks may differ', async () => {
    const { judge, deadline } = await askedAtPause();

    expect(judge(deadline - 1).kind).toBe('wait');
    expect(judge(deadline + 5 * secondMs - 1).kind).toBe('wait');
    expect(judge(deadline + 5 * secondMs)).toEqual({ kind: 'expire' });
  });

  test('is over a minute before the end of the pause, even if somebody has extended its deadline', async () => {
    const { judge, end } = await askedAtPause();
    const extended = { deadline: new Date(end + 60 * minuteMs).toISOString() };

    expect(judge(end - minuteMs - 1, extended).kind).toBe('wait');
    expect(judge(end - minuteMs, extended)).toEqual({ kind: 'expire' });
  });

  test('is late at the same moments if it must not be obeyed', async () => {
    const { judge, deadline } = await askedAtPause();
    const foreign = { approvals: 7 };

    expect(judge(deadline + 5 * secondMs - 1, foreign)).toMatchObject({ kind: 'refuse', isLate: false });
    expect(judge(deadline + 5 * secondMs, foreign)).toMatchObject({ kind: 'refuse', isLate: true });
  });
});

/** The request and the pause that the bridge has stored, with both ends in milliseconds. */
async function askedAtPause() {
  const setup = await pauseSetup();
  await setup.send(await setup.pause());
  const [key = ''] = setup.keys('pauses/');
  const pause = readPause(key, setup.store.contents()[key] ?? '');
  const request = setup.request();
  const judge = (at: number, changes: Partial<ApprovalRequest> = {}) =>
    judgeRequest(
      pause,
      { request: { ...request, ...changes }, etag: '1', lastModified: setup.clock.now() },
      { now: new Date(at), refusesHandDecisions: false },
    );
  return { judge, deadline: Date.parse(request.deadline), end: Date.parse(pause.expiresAt) };
}

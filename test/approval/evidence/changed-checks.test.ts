import { describe, expect, test } from 'vitest';
import type { Report } from '../../../src/hook/report.ts';
import { createReports } from '../../../src/storage/reports.ts';
import {
  approvalSetup,
  approving,
  decideAt,
  decideByIam,
  fillIn,
  neverAborted,
  rejecting,
  type SetupOptions,
  sendForm,
  subject,
  wordsOn,
} from '../../helpers/approval.ts';
import { htmlFaults } from '../../helpers/html-faults.ts';
import { unavailable, wrapStore } from '../../helpers/memory-store.ts';

const [ana, ben] = ['ana@example.com', 'ben@example.com'];

const passed: Report = {
  ...{ schemaVersion: 1, check: 'smoke', gate: undefined, stage: 'POST_TEST_TRAFFIC_SHIFT', step: undefined },
  ...{ verdict: 'pass', reason: 'all passed', findings: [], at: '2026-11-22T13:59:00.000Z' },
};
const failed: Report = {
  ...passed,
  verdict: 'fail',
  findings: [{ name: 'GET /cart', outcome: 'failed', found: '503' }],
};

async function asked(options: SetupOptions = {}) {
  const setup = approvalSetup(options);
  const poll = setup.gate({ reviewers: [ana, ben], approvals: 2 });
  const report = (one: Report) => createReports(setup.store).write(subject, one, neverAborted);
  await report(passed);
  await poll();
  return { ...setup, poll, report };
}

describe('a form whose page showed other checks', () => {
  test('is not recorded, says what they report now, and is asked again with what was typed', async () => {
    const { desk, link, request, report } = await asked();
    const shown = await (await desk.request(link(ana))).text();
    await report(failed);

    const answer = await sendForm(desk, link(ana), fillIn(shown, { ...approving, reason: 'the cart is paid' }));
    const page = await answer.text();

    expect(answer.status).toBe(409);
    expect(wordsOn(page)).toContain('Now: smoke at POST_TEST_TRAFFIC_SHIFT: failed (GET /cart).');
    expect(page).toContain('the cart is paid');
    expect(request().votes).toEqual([]);
    expect(await htmlFaults(page)).toEqual([]);
    await sendForm(desk, link(ana), fillIn(page, approving));
    expect(request().votes).toMatchObject([
      {
        by: ana,
        evidence: { shown: true, problems: expect.arrayContaining([expect.stringContaining('GET /cart failed')]) },
      },
    ]);
  });

  test('is recorded if they only say the same in other words', async () => {
    const { desk, link, request, report } = await asked();
    const shown = await (await desk.request(link(ana))).text();
    await report({ ...passed, reason: 'all passed, again', at: '2026-11-22T14:03:00.000Z' });

    await sendForm(desk, link(ana), fillIn(shown, approving));

    expect(request().votes).toMatchObject([{ by: ana, choice: 'APPROVE' }]);
  });
});

describe('an approval before a check failed', () => {
  test('does not count together with one after it, and its voter is asked again, once', async () => {
    const { desk, link, request, report, poll, notifier } = await asked();
    await decideAt(desk, link(ana));
    await report(failed);
    const first = notifier.sent.length;

    await decideAt(desk, link(ben));
    await poll();

    expect(request().status).toBe('PENDING');
    expect(notifier.sent.slice(first)).toMatchObject([
      { body: expect.stringContaining('no longer counts, because something has changed since') },
    ]);
    const page = await (await desk.request(link(ana))).text();
    expect(wordsOn(page)).toContain('Please decide again');
    expect(await htmlFaults(page)).toEqual([]);
    await decideAt(desk, link(ana));
    expect(request().status).toBe('APPROVED');
    expect((await poll()).hookStatus).toBe('SUCCEEDED');
  });

  test('is shown as not counting before anybody has voted again, and showing it changes nothing', async () => {
    const { desk, link, request, report } = await asked();
    await decideAt(desk, link(ana));
    await report(failed);
    const before = request();

    const page = wordsOn(await (await desk.request(link(ana))).text());

    expect(page).toContain('Please decide again');
    expect(page).toMatch(/withdrew ana@example.com, 14:00 UTC smoke at POST_TEST_TRAFFIC_SHIFT: GET .cart failed/);
    expect(request()).toEqual(before);
  });

  test('is asked for again within minutes, even if nobody else votes', async () => {
    const { desk, link, request, report, poll, notifier, clock } = await asked();
    await decideAt(desk, link(ana));
    await poll();
    await report(failed);
    const before = notifier.sent.length;
    for (const _minute of Array.from({ length: 20 })) {
      clock.step(60);
      await poll();
    }

    expect(request().votes.map(({ choice, via }) => [choice, via])).toEqual([
      ['APPROVE', undefined],
      ['WITHDRAW', 'greenlight'],
    ]);
    expect(notifier.sent.slice(before)).toHaveLength(1);
  });

  test('does not count together with one by IAM either', async () => {
    const { desk, link, request, report } = await asked();
    await decideAt(desk, link(ana));
    await report(failed);

    const { answer } = await decideByIam(desk, 'arn:aws:iam::123456789012:user/dan', 'approve');

    expect(answer).toMatchObject({ recorded: true, request: { approvals: { given: 1, needed: 2 } } });
    expect(request().status).toBe('PENDING');
  });
});

describe('while the reports cannot be read', () => {
  const unreadable: SetupOptions = {
    wrap: (store) =>
      wrapStore(store, async (operation, at, run) => {
        if (operation === 'list' && at.startsWith('reports/')) throw unavailable('503');
        return run();
      }),
  };

  test('nobody can approve, on the desk or by IAM, and is asked to try again', async () => {
    const { desk, link, request } = await asked(unreadable);

    const { status, page } = await decideAt(desk, link(ana));
    const byIam = await decideByIam(desk, 'arn:aws:iam::123456789012:user/dan', 'approve');

    expect([status, byIam.status, byIam.answer.outcome]).toEqual([503, 503, 'unavailable']);
    expect(wordsOn(page)).toContain('Your approval was not recorded');
    expect(request().votes).toEqual([]);
  });

  test('people can still reject', async () => {
    const { desk, link, request } = await asked(unreadable);

    await decideAt(desk, link(ana), rejecting);

    expect(request().status).toBe('REJECTED');
  });
});

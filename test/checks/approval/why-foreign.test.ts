import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { whyForeign } from '../../../src/checks/approval/why-foreign.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { approvalSetup, approving, decideAt, key, type Setup, subject } from '../../helpers/approval.ts';
import { ecsEvent, greenArn } from '../../helpers/hook.ts';

const strict = { reviewers: ['ciso@example.com', 'cto@example.com'], approvals: 2 };
const remedy =
  /another hook at this stage, or somebody who called this function.*give each hook at the same stage its own `gate`/;

describe('H1 a gate and the request that it finds', () => {
  test('H1 neither of two unnamed hooks at one stage passes on the approval of the other', async () => {
    const setup = approvalSetup();
    const [first, second] = [setup.gate({ reviewers: ['dev@example.com'] }), setup.gate(strict)];
    await first();
    await decideAt(setup.desk, setup.link('dev@example.com'));

    expect(await first()).toMatchObject({ hookStatus: 'SUCCEEDED' });
    expect(await second()).toEqual({ hookStatus: 'FAILED', reason: expect.stringMatching(remedy) });
  });

  test('H1 a caller who only calls the function first cannot bring reviewers of their own', async () => {
    const setup = approvalSetup();
    await setup.hook(ecsEvent({ hookDetails: { reviewers: ['mallory@example.com'] } }));
    await decideAt(setup.desk, setup.link('mallory@example.com'));

    const answer = await setup.gate(strict)();

    expect(answer).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringMatching(remedy) });
    expect(answer.reason).toContain(
      'reviewers ["mallory@example.com"] instead of ["ciso@example.com","cto@example.com"]',
    );
    expect(answer.reason).toContain('approvals 1 instead of 2');
  });

  test('H1 neither sends mails for the request of another gate nor closes it', async () => {
    const setup = approvalSetup();
    setup.notifier.failWith(new Error('SNS is down'));
    await setup.hook(ecsEvent({ hookDetails: { reviewers: ['mallory@example.com'], deadlineMinutes: 1 } }));
    setup.notifier.failWith(undefined);
    const before = setup.store.contents()[key];
    setup.clock.step(3600);

    expect(await setup.gate(strict)()).toMatchObject({ hookStatus: 'FAILED' });
    expect(setup.notifier.sent).toEqual([]);
    expect(setup.store.contents()[key]).toBe(before);
  });

  test.each<[string, JsonObject, string]>([
    ['a later deadline', { ...strict, deadlineMinutes: 1430 }, 'deadlineMinutes 1430 instead of 240'],
    ['a title that plays down the change', { ...strict, title: 'Only docs' }, 'title "Only docs" instead of none'],
    ['notes', { ...strict, notes: 'Nothing to try' }, 'notes "Nothing to try" instead of none'],
    [
      'another test address',
      { ...strict, testUrl: 'https://evil.example/' },
      'testUrl "https://evil.example/" instead of',
    ],
    [
      'other people who may not decide',
      { ...strict, excluded: ['eve@example.com'] },
      'excluded ["eve@example.com"] instead of []',
    ],
    ['fewer approvals', { ...strict, approvals: 1 }, 'approvals 1 instead of 2'],
    ['one more reviewer', { reviewers: [...strict.reviewers, 'eve@example.com'], approvals: 2 }, 'reviewers ['],
  ])('H1 refuses a request that somebody opened with %s', async (_what, theirs, difference) => {
    const setup = approvalSetup();
    await setup.hook(ecsEvent({ hookDetails: theirs }));

    const answer = await setup.gate(strict)();

    expect(answer.hookStatus).toBe('FAILED');
    expect(answer.reason).toContain(difference);
  });

  test('H1 refuses a request about another revision of the same deployment', async () => {
    const setup = approvalSetup();
    const event = ecsEvent();
    const older = greenArn.replace(/\d+$/, '1111111111111111111');
    const executionDetails = { ...(event['executionDetails'] as JsonObject), targetServiceRevisionArn: older };
    await setup.hook({ ...event, executionDetails });

    const answer = await setup.gate()();

    expect(answer.hookStatus).toBe('FAILED');
    expect(answer.reason).toContain('revision "1111111111111111111" instead of "9313423515462893900"');
  });

  test('H1 refuses a request that another gate opened at the same moment', async () => {
    const setup = approvalSetup();
    const answers = await Promise.all([
      setup.hook(ecsEvent({ hookDetails: { reviewers: ['dev@example.com'] } })),
      setup.hook(ecsEvent({ hookDetails: strict })),
    ]);

    expect(answers.map(({ hookStatus }) => hookStatus).sort()).toEqual(['FAILED', 'IN_PROGRESS']);
  });

  test('H1 accepts the same reviewers in another order', async () => {
    const setup = approvalSetup();
    await setup.gate(strict)();

    const again = setup.gate({ ...strict, reviewers: [...strict.reviewers].reverse() });

    expect(await again()).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: '0 of 2 approvals, until 18:00 UTC' });
  });

  test('H1 accepts the same settings with their keys in another order', async () => {
    const setup = approvalSetup();
    const businessHours = { timeZone: 'Europe/Berlin', days: ['mon', 'fri'], from: '09:00', to: '17:00' };
    const poll = setup.gate({ ...strict, businessHours });
    await poll();
    const reversed = Object.fromEntries(Object.entries(businessHours).reverse());
    edit(setup, { asked: { ...setup.request().asked, businessHours: reversed } });

    expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS' });
  });

  test('H1 still accepts a deadline that an operator moved', async () => {
    const setup = approvalSetup();
    const poll = setup.gate({ deadlineMinutes: 30 });
    await poll();
    edit(setup, { deadline: '2026-11-22T15:00:00.000Z' });
    setup.clock.step(45 * 60);

    expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: '0 of 1 approval, until 15:00 UTC' });
  });

  test('H1 compares only reviewers and approvals if the request is older than `asked`', async () => {
    const setup = approvalSetup();
    const poll = setup.gate({ ...strict, title: 'The cart' });
    await poll();
    edit(setup, { asked: undefined });

    expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: '0 of 2 approvals, until 18:00 UTC' });
    expect(await setup.gate({ reviewers: ['dev@example.com'] })()).toMatchObject({ hookStatus: 'FAILED' });
  });

  test('H1 treats a setting that did not exist when the request was opened as its default', async () => {
    const setup = approvalSetup();
    const poll = setup.gate(strict);
    await poll();
    const { deadlineMinutes: _missing, ...asked } = setup.request().asked ?? {};
    edit(setup, { asked });

    expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS', reason: '0 of 2 approvals, until 18:00 UTC' });
    expect(await setup.gate({ ...strict, deadlineMinutes: 60 })()).toMatchObject({ hookStatus: 'FAILED' });
  });

  test('H1 passes on an approval only if both gates ask the same, for random pairs of configurations', async () => {
    const people = fc.subarray(['ana@example.com', 'ben@example.com', 'cho@example.com'], { minLength: 1 });
    const configuration = fc
      .record({
        reviewers: people,
        approvals: fc.integer({ min: 1, max: 3 }),
        deadlineMinutes: fc.constantFrom(30, 240),
        title: fc.constantFrom(undefined, 'The cart'),
        firstDeployment: fc.constantFrom(undefined, 'ask'),
      })
      .filter(({ reviewers, approvals }) => approvals <= reviewers.length)
      .map((drawn) => JSON.parse(JSON.stringify(drawn)) as JsonObject & { reviewers: string[]; approvals: number });
    await fc.assert(
      fc.asyncProperty(configuration, configuration, async (theirs, own) => {
        const setup = approvalSetup();
        await setup.hook(ecsEvent({ hookDetails: theirs }));
        for (const reviewer of theirs.reviewers) await decideAt(setup.desk, setup.link(reviewer), approving);

        const { hookStatus, reason } = await setup.gate(own)();

        // The default is "ask" too.
        const asked = (settings: JsonObject) => JSON.stringify({ ...settings, firstDeployment: 'ask' });
        const isSame = asked(theirs) === asked(own);
        expect(hookStatus).toBe(isSame ? 'SUCCEEDED' : 'FAILED');
        if (!isSame) expect(reason).toMatch(remedy);
        const { decision, votes } = setup.request();
        expect(decision?.status).toBe('APPROVED');
        if (hookStatus === 'SUCCEEDED') {
          expect(votes.every(({ by }) => own.reviewers.includes(by))).toBe(true);
          expect(new Set(votes.map(({ by }) => by)).size).toBeGreaterThanOrEqual(own.approvals);
        }
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    ['one', { approvals: 2 }, 'with approvals 2 instead of 1; give each hook'],
    [
      'two',
      { approvals: 2, excluded: ['eve@example.com'] },
      'with approvals 2 instead of 1, excluded ["eve@example.com"] instead of []; give each hook',
    ],
    [
      'the first two of three',
      { approvals: 2, excluded: ['eve@example.com'], asked: { title: 'The cart' } },
      'with title "The cart" instead of none, approvals 2 instead of 1 and 1 more; give each hook',
    ],
  ])('H1 names %s', (_many, changes, said) => {
    const config = { deadlineMinutes: 240, reviewers: [], approvals: 1, excluded: [], firstDeployment: 'ask' as const };

    expect(whyForeign({ ...newAsked([]), ...changes }, subject.revisionId, config)).toContain(said);
  });

  test('H1 names at most two differences and fits into a reason', () => {
    const many = Array.from({ length: 50 }, (_, number) => `reviewer-${number}@a-very-long-domain.example.com`);
    const request = { ...newAsked(many), approvals: 7 };

    const reason = whyForeign(request, 'another', {
      deadlineMinutes: 240,
      reviewers: ['ciso@example.com'],
      approvals: 1,
      excluded: [],
      firstDeployment: 'ask',
    });

    expect(reason).toMatch(/ and 1 more; give each hook/);
    expect(reason?.length).toBeLessThan(500);
  });
});

function newAsked(reviewers: string[]) {
  return {
    ...{ schemaVersion: 1 as const, status: 'PENDING' as const, subject, reviewers, approvals: 1 },
    ...{ createdAt: '2026-11-22T14:00:00.000Z', deadline: '2026-11-22T18:00:00.000Z' },
    ...{ votes: [], notifications: [], history: [] },
  };
}

function edit({ store }: Setup, change: Record<string, unknown>): void {
  const request = JSON.parse(store.contents()[key] ?? '{}') as Record<string, unknown>;
  store.edit(key, JSON.stringify({ ...request, ...change }));
}

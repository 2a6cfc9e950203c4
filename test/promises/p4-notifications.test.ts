import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRequest } from '../../src/approval/request/request.ts';
import { casesOf } from '../helpers/random-cases.ts';
import { fates } from './fates.ts';
import { play, type Story, stories } from './story.ts';
import { askedByMail, deputiesByMail } from './terms/oracle.ts';
import { hookDetailsOf, terms } from './terms/terms.ts';

const nobodyDecides = {
  voters: fc.constant<Story['voters']>([]),
  flips: fc.constant<Story['flips']>([]),
  waits: fc.array(fc.constantFrom(10, 200, 900, 1795, 1806), { maxLength: 2 }),
};
/** Gates that ask people, for about a day. */
const hookDetails = terms({ deadlineMinutes: 1430 })
  .filter(({ autoApprove }) => autoApprove === undefined)
  .map(hookDetailsOf);

describe('P4: a notification goes out at least once, normally once, never before its request exists', () => {
  test('everybody is notified exactly once if nothing fails, no matter how many calls arrive at once', async () => {
    const calm = stories({ ...nobodyDecides, hookDetails, waits: fc.constant([]), fates: fc.constant([]) });
    await fc.assert(
      fc.asyncProperty(calm, fc.scheduler(), async (story, scheduler) => {
        const { told, asked } = await play(story, scheduler);

        expect(told.map(({ to }) => to).sort()).toEqual(askedByMail(asked.terms).sort());
      }),
      { numRuns: casesOf(200) },
    );
  });

  test('everybody is notified in the end, no matter what fails or is lost before, and a failed publish fails no gate', async () => {
    await fc.assert(
      fc.asyncProperty(
        stories({ ...nobodyDecides, hookDetails, fates: fc.constantFrom(4, 8).chain(fates) }),
        fc.scheduler(),
        async (story, scheduler) => {
          const { answers, told, callLater, store, key, asked, clock } = await play(story, scheduler);
          expect(answers.filter(({ answer }) => answer.hookStatus !== 'IN_PROGRESS')).toEqual([]);

          const answer = await callLater(200);

          expect(told.filter(({ requestExists }) => !requestExists)).toEqual([]);
          expect(answer.hookStatus).toBe('IN_PROGRESS');
          expect(answer.reason).not.toContain('not notified yet');
          const now = clock.now().toISOString();
          const { createdAt } = parseRequest(store.versions(key)[0]?.body ?? '');
          const due = deputiesByMail({ ...asked, createdAt }).filter(({ dueAt }) => dueAt <= now);
          expect(new Set(told.map(({ to }) => to))).toEqual(
            new Set([...askedByMail(asked.terms), ...due.map(({ to }) => to)]),
          );
          // The clock of the hook may be five seconds ahead.
          for (const { to, at } of told.filter(({ label }) => label === 'DEPUTY')) {
            const from = due.filter((one) => one.to === to).map(({ dueAt }) => Date.parse(dueAt) - 5000);
            expect(Math.min(...from)).toBeLessThanOrEqual(Date.parse(at));
          }
          expect(Object.keys(store.contents()).some((name) => name.startsWith('approvals/'))).toBe(true);
        },
      ),
      { numRuns: casesOf(300) },
    );
  });

  test('nobody is reminded after a decision, or more often than configured, or who has voted', async () => {
    const reminders = { everyMinutes: 5, limit: 2 };
    const reminding = stories({ hookDetails: terms({ reminders }).map(hookDetailsOf), fates: fc.constant([]) });
    await fc.assert(
      fc.asyncProperty(reminding, fc.scheduler(), async (story, scheduler) => {
        const { told, versions, callLater } = await play(story, scheduler);
        await callLater(300);
        await callLater(300);

        const { decision, votes } = versions.at(-1) ?? {};
        const mails = told.filter(({ label }) => label === 'REMINDER');
        for (const { to, at } of mails) {
          expect(mails.filter((mail) => mail.to === to).length).toBeLessThanOrEqual(2);
          // Clocks may differ by ten seconds, and a mail may be on its way.
          const before = new Date(Date.parse(at) - 15_000).toISOString();
          if (decision) expect(before < decision.at).toBe(true);
          const own = votes?.filter((vote) => vote.by === to && vote.at < before).at(-1);
          expect(own === undefined || own.choice === 'WITHDRAW').toBe(true);
        }
      }),
      { numRuns: casesOf(100) },
    );
  });
});

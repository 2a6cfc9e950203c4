import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holdForPauses, type PauseStory, pauseStories } from './pause-story.ts';
import { decisionsIn } from './story.ts';
import { askedByMail, isUnasked, opensAtDeadline } from './terms/oracle.ts';
import { termsHold } from './terms/sides.ts';
import { terms } from './terms/terms.ts';

const isOver = /^(SUCCESSFUL|STOPPED|ROLLBACK_SUCCESSFUL|ROLLBACK_FAILED)$/;

/** Somebody has to decide. */
const asking = terms({ deadlineMinutes: 45 }).filter(({ autoApprove, onDeadline }) => !autoApprove && !onDeadline);

describe('the promises of the polling gate, for pauses', () => {
  test('P1 to P8: hold under faults, duplicates, any order of events, crashes and answers from elsewhere', async () => {
    await holdForPauses(pauseStories(), 200, {
      'P1 a request is decided once, and every vote is stored once': ({ versions }) => {
        expect(decisionsIn(versions).length).toBeLessThanOrEqual(1);
        const votes = versions.at(-1)?.votes ?? [];
        expect(new Set(votes.map(({ id }) => id)).size).toBe(votes.length);
      },
      'P2 ECS gets CONTINUE only after a durable approval, and never two different answers': ({
        answers,
        sent,
        setup,
      }) => {
        expect(new Set(sent).size).toBeLessThanOrEqual(1);
        expect(answers.length).toBeLessThanOrEqual(1);
        for (const { action, decision } of answers) {
          expect(action).toBe(decision?.status === 'APPROVED' ? 'CONTINUE' : 'ROLLBACK');
          expect(decision ?? setup.keys('deliveries/')[0]).toBeDefined();
        }
      },
      'P2 the answer is for the pause that was asked about': ({ answers, versions }) => {
        for (const { hookId } of answers) expect(hookId).toBe(versions.at(-1)?.pause?.['hookId'] ?? hookId);
      },
      'P3 nobody votes at or after the deadline, and nothing expired is approved': ({ versions }) => {
        const request = versions.at(-1);
        for (const { at } of request?.votes ?? []) expect(at < (request?.deadline ?? '')).toBe(true);
        const expired = versions.findIndex(({ status }) => status === 'EXPIRED');
        if (expired >= 0) expect(versions.slice(expired).every(({ status }) => status === 'EXPIRED')).toBe(true);
      },
      'P4 nobody is notified before the request exists': ({ told }) => {
        expect(told.every(({ requestExists }) => requestExists)).toBe(true);
      },
      'P5 only what the configuration counts as an approval continues the deployment': (played) => {
        const observed = { ...played, voters: [], attempts: [] };
        termsHold['every stored vote is one that the configuration allowed at that time'](observed);
        termsHold['the stored votes decide what is decided, and nothing earlier'](observed);
        const { asked, answers, versions } = played;
        const { decision, votes = [], subject } = versions.at(-1) ?? {};
        if (decision?.via !== 'greenlight' || decision.status === 'SUPERSEDED') return;
        const isOpened = isUnasked(asked.terms, subject?.cluster ?? '') || opensAtDeadline(asked, votes);
        expect(decision.status).toBe(isOpened ? 'APPROVED' : 'EXPIRED');
        if (!isOpened) expect(answers.map(({ action }) => action)).not.toContain('CONTINUE');
      },
      'P6 and P7 in the end the deployment is over, and silence has not continued it': async (
        played,
        { outsiders, waits, switches },
      ) => {
        await played.settle(80);
        const { setup, answers } = played;
        const { status } = setup.controller.describeServiceDeployment(setup.serviceDeploymentArn);
        expect(status).toMatch(isOver);
        if (outsiders.includes('continues') || status !== 'SUCCESSFUL') return;
        // No sweep runs while the story lets time pass; then ECS may continue by itself.
        const waited = waits.reduce((sum, minutes) => sum + minutes, 0);
        // A pause whose event is lost is found within five minutes of sweeps.
        const isSwept = waited < (switches.pauseEvents === 'lost' ? 50 : 57);
        if (isSwept) expect(answers.map(({ action }) => action)).toEqual(['CONTINUE']);
      },
      'P8 what happened is stored: a decision, what ECS did, and nothing is left to do': ({ versions, setup }) => {
        const request = versions.at(-1);
        expect(setup.keys('undelivered/')).toEqual([]);
        if (!request) return;
        expect(request.decision).toBeDefined();
        expect(setup.keys('deliveries/')).toHaveLength(1);
        if (request.decision?.status === 'APPROVED') expect(request.pause?.['outcome']).toMatch(/^approved/);
      },
    });
  });

  test('P4 and P7: everybody is notified in the end, and once if nothing fails', async () => {
    const quiet = pauseStories({
      deliveries: fc.constant<PauseStory['deliveries']>([
        { picks: [0, 0], sweeps: true, kicks: false, skewSeconds: 5 },
        { picks: [0], sweeps: false, kicks: true, skewSeconds: -5 },
      ]),
      voters: fc.constant([]),
      outsiders: fc.constant([]),
      waits: fc.constant([]),
      // Nobody is asked later than the others within the ten minutes.
      terms: asking.filter(({ deputies, rules, reminders }) => !deputies && !reminders && !rules?.[0]?.deputies),
    });
    await holdForPauses(quiet, 50, {
      'each reviewer gets a mail': async ({ setup, told, settle }, { fates, terms: given }) => {
        await settle(10);
        const notified = [
          ...told.map(({ to }) => to),
          ...setup.notifier.sent.map((one) => one.attributes['reviewer'] ?? 'everybody'),
        ];
        const asked = askedByMail(given);
        expect(new Set(notified)).toEqual(new Set(asked));
        if (fates.every((fate) => fate === 'works')) expect(notified).toHaveLength(asked.length);
      },
    });
  });

  test('P3 and P5: if nobody decides, ECS gets ROLLBACK before it would continue by itself', async () => {
    const undecided = pauseStories({
      timeoutAction: fc.constant('CONTINUE'),
      voters: fc.constant([]),
      outsiders: fc.constant([]),
      waits: fc.constant([]),
      terms: asking,
    });
    await holdForPauses(undecided, 50, {
      'the deployment rolls back because of our answer': async ({ setup, answers, settle }) => {
        await settle(65);
        expect(answers.map(({ action }) => action)).toEqual(['ROLLBACK']);
        const { status } = setup.controller.describeServiceDeployment(setup.serviceDeploymentArn);
        expect(status).toBe('ROLLBACK_SUCCESSFUL');
      },
    });
  });
});

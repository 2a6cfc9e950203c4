import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pausePromises } from './pause-sides.ts';
import { holdForPauses, type PauseStory, pauseStories } from './pause-story.ts';
import { askedByMail } from './terms/oracle.ts';
import { terms } from './terms/terms.ts';

/** Somebody has to decide. */
const asking = terms({ deadlineMinutes: 45 }).filter(({ autoApprove, onDeadline }) => !autoApprove && !onDeadline);

describe('the promises of the polling gate, for pauses', () => {
  test('P1 to P8: hold under faults, duplicates, any order of events, crashes and answers from elsewhere', async () => {
    await holdForPauses(pauseStories(), 200, pausePromises);
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
      'each reviewer gets a mail': async ({ told, settle }, { fates, terms: given }) => {
        await settle(10);
        const notified = told.map(({ to }) => to);
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

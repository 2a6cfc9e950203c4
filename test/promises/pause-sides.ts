import { expect } from 'vitest';
import type { PauseStory, PlayedPause } from './pause-story.ts';
import { decisionsIn } from './story.ts';
import { isUnasked, opensAtDeadline } from './terms/oracle.ts';
import { termsHold } from './terms/sides.ts';

const isOver = /^(SUCCESSFUL|STOPPED|ROLLBACK_SUCCESSFUL|ROLLBACK_FAILED)$/;

/** Nothing in these stories changes what ECS deploys. */
const unproved = /^approved, but (?!.*people were asked about)/;

/** What holds for every story of a pause, wherever it is played. The last two play on. */
export const pausePromises = {
  'P1 a request is decided once, and every vote is stored once': ({ versions }) => {
    expect(decisionsIn(versions).length).toBeLessThanOrEqual(1);
    const votes = versions.at(-1)?.votes ?? [];
    expect(new Set(votes.map(({ id }) => id)).size).toBe(votes.length);
  },
  'P2 ECS gets CONTINUE only after a durable approval, and never two different answers': ({ answers, sent, keys }) => {
    expect(new Set(sent).size).toBeLessThanOrEqual(1);
    expect(answers.length).toBeLessThanOrEqual(1);
    for (const { action, decision, reason } of answers) {
      // In the last minutes an approval that cannot be compared with what ECS deploys is not obeyed.
      const isObeyed = decision?.status === 'APPROVED' && !unproved.test(reason ?? '');
      expect(action).toBe(isObeyed ? 'CONTINUE' : 'ROLLBACK');
      expect(decision ?? keys('deliveries/')[0]).toBeDefined();
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
  'P8 what happened is stored: a decision, what ECS did, and nothing is left to do': ({ versions, keys }) => {
    const request = versions.at(-1);
    expect(keys('undelivered/')).toEqual([]);
    if (!request) return;
    expect(request.decision).toBeDefined();
    expect(keys('deliveries/')).toHaveLength(1);
    const isApproved = request.decision?.status === 'APPROVED';
    expect(/^approved/.test(String(request.pause?.['outcome']))).toBe(isApproved);
  },
} satisfies Record<string, (played: PlayedPause, story: PauseStory) => void | Promise<void>>;

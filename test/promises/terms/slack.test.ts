import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { approvalSetup, key } from '../../helpers/approval.ts';
import { holdAlways, stories } from '../story.ts';
import { ana, ben, stranger } from './cast.ts';
import { termsHold } from './sides.ts';
import { type SlackWay, storySlack } from './slack-voters.ts';
import { anybody, comeTo, somebodyInSlack, storySignIn, type Voter } from './voters.ts';

describe('a vote in Slack', () => {
  test('counts for whom and for what the guides say, and only if Slack has sent it', async () => {
    const inSlack = stories({
      voters: fc.array(fc.oneof({ weight: 4, arbitrary: somebodyInSlack() }, { weight: 1, arbitrary: anybody() }), {
        ...{ minLength: 2, maxLength: 8 },
      }),
      waits: fc.array(fc.constantFrom(10, 200, 900), { maxLength: 1 }),
      flips: fc.constant([]),
      fates: fc.constant([]),
    });
    await holdAlways(inSlack, 150, termsHold);
  });

  test.each<[SlackWay, string, number, RegExp, number]>([
    ['once', 'U1ANA', 200, /^Recorded\n/, 1],
    ['twice', 'U2ANA', 200, /^Recorded\n/, 1],
    ['at once', 'U1ANA', 200, /^Recorded\n/, 1],
    ['once', 'U9NOBODY', 200, /is mapped to nobody/, 0],
    ['forged', 'U1ANA', 401, /^$/, 0],
    ['altered', 'U1ANA', 401, /^$/, 0],
    ['late', 'U1ANA', 401, /^$/, 0],
    ['from another workspace', 'U1ANA', 403, /^$/, 0],
    ['by another account', 'U3BEN', 200, /This form is not ours, or was changed/, 0],
    ['with the other choice', 'U1ANA', 200, /This form is not ours, or was changed/, 0],
  ])('in these stories is sent %s by %s, and gets status %i and %s', async (way, user, status, page, votes) => {
    const access: { desk?: ReturnType<ReturnType<typeof storySlack>['deskSlack']> } = {};
    const setup = approvalSetup({
      slack: async () => (await access.desk?.()) ?? Promise.reject(new Error('too early')),
    });
    const slack = storySlack(setup.clock);
    access.desk = slack.deskSlack();
    await setup.gate({ reviewers: [ana, ben], approvals: 2 })();
    const by = user === 'U9NOBODY' ? stranger : user === 'U3BEN' ? ben : ana;
    const voter: Voter = { by, choice: 'approve', skewSeconds: 0, slack: { user, way } };
    const { provider } = storySignIn();
    const places = { provider, now: setup.clock.now(), slack };
    const reply = await comeTo(setup.desk, voter, key, setup.request(), places);

    expect(reply.status).toBe(status);
    expect(reply.page).toMatch(page);
    expect(setup.request().votes).toHaveLength(votes);
    if (votes > 0) expect(setup.request().votes).toMatchObject([{ by: ana, via: 'slack', identity: { user } }]);
  });
});

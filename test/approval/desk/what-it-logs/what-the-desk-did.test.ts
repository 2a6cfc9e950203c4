import { describe, expect, test } from 'vitest';
import { parseRequest } from '../../../../src/approval/request/request.ts';
import {
  approvalSetup,
  approving,
  decideByIam,
  fillIn,
  key,
  rejecting,
  type Setup,
  wordsOn,
} from '../../../helpers/approval.ts';
import { type Around, wrapStore } from '../../../helpers/memory-store.ts';

const [ana, ben, eve] = ['ana@example.com', 'ben@example.com', 'eve@example.com'];
const dan = 'arn:aws:iam::123456789012:user/dan';

/** What is done to the request after the desk has read it for the page and before it reads it for the vote. */
type Between = (setup: Setup) => Promise<unknown> | undefined;

async function askedSetup(between?: Between, hookDetails = {}) {
  let reads = Number.NEGATIVE_INFINITY;
  const around: Around = async (operation, at, run) => {
    if (operation === 'read' && at === key) {
      reads += 1;
      if (reads === 2) await between?.(setup);
    }
    return run();
  };
  const setup = approvalSetup({ wrap: (store) => wrapStore(store, around) });
  await setup.gate({ reviewers: [ana, ben], deadlineMinutes: 60, ...hookDetails })();
  const arm = () => {
    reads = 0;
  };
  return { setup, arm };
}

type Step = [string, string, { status: number; tone?: string }, (setup: Setup, arm: () => void) => Promise<Response>];

async function send(setup: Setup, by: string, fields: Record<string, string>, before?: () => unknown) {
  const opened = await (await setup.desk.request(setup.link(by))).text();
  await before?.();
  return setup.desk.request(setup.link(by), fillIn(opened, fields));
}

const steps: Step[] = [
  ['an approval', 'recorded an approval', { status: 303 }, (setup) => send(setup, ana, approving)],
  ['a rejection', 'recorded a rejection', { status: 303 }, (setup) => send(setup, ana, rejecting)],
  [
    'an approval that was sent before',
    'already had an approval',
    { status: 303 },
    async (setup) => {
      const opened = await (await setup.desk.request(setup.link(ana))).text();
      await setup.desk.request(setup.link(ana), fillIn(opened, approving));
      return setup.desk.request(setup.link(ana), fillIn(opened, approving));
    },
  ],
  ['an incomplete form', 'asked to look again', { status: 422, tone: 'failed' }, (setup) => send(setup, ana, {})],
  [
    'an expired form',
    'asked to look again',
    { status: 409, tone: 'waiting' },
    (setup) => send(setup, ana, approving, () => setup.clock.step(31 * 60)),
  ],
  [
    'a foreign form',
    'asked to look again',
    { status: 400, tone: 'failed' },
    (setup) => send(setup, ana, { ...approving, nonce: 'x' }),
  ],
  [
    'an incomplete form of a request that is closed',
    'explained a closed request',
    { status: 409, tone: 'waiting' },
    (setup) => send(setup, ana, {}, () => send(setup, ben, approving)),
  ],
  [
    'a rejection of what was approved',
    'refused a rejection that came too late',
    { status: 409, tone: 'passed' },
    (setup) => send(setup, ana, rejecting, () => send(setup, ben, approving)),
  ],
  [
    'an approval of what was rejected',
    'refused an approval that came too late',
    { status: 409, tone: 'failed' },
    (setup) => send(setup, ana, approving, () => send(setup, ben, rejecting)),
  ],
  [
    'an approval of what was approved',
    'received the same decision again',
    { status: 200, tone: 'passed' },
    (setup) => send(setup, ana, approving, () => send(setup, ben, approving)),
  ],
  [
    'a rejection of what was rejected',
    'received the same decision again',
    { status: 200, tone: 'failed' },
    (setup) => send(setup, ana, rejecting, () => send(setup, ben, rejecting)),
  ],
  [
    'a vote on what was decided by hand',
    'refused an approval that came too late',
    { status: 409, tone: 'waiting' },
    (setup) =>
      send(setup, ana, approving, () =>
        setup.store.edit(key, JSON.stringify({ ...setup.request(), status: 'REJECTED' })),
      ),
  ],
  [
    'somebody who is not asked',
    'refused somebody who is not asked',
    { status: 403 },
    (setup) => send(setup, eve, approving),
  ],
];

describe('the desk logs what it did, and its page has the colour of the outcome', () => {
  test.each(steps)('does so for %s: %s', async (_what, did, { status, tone }, act) => {
    const { setup, arm } = await askedSetup();

    const answer = await act(setup, arm);

    expect(answer.status).toBe(status);
    expect(setup.logger.lines.at(-1)?.message).toBe(`the desk ${did}`);
    const shown = /<div class="note (\w+)"/.exec(await answer.text())?.[1];
    expect(shown).toBe(tone);
  });

  test.each([
    ['approve', 'recorded an approval by IAM'],
    ['reject', 'recorded a rejection by IAM'],
  ])('does so for an IAM identity that decides to %s: %s', async (choice, did) => {
    const { setup } = await askedSetup();

    await decideByIam(setup.desk, dan, choice);

    expect(setup.logger.lines.at(-1)?.message).toBe(`the desk ${did}`);
  });

  test('does so for an IAM identity that is too late', async () => {
    const { setup } = await askedSetup();
    await decideByIam(setup.desk, dan, 'approve');

    await decideByIam(setup.desk, 'arn:aws:iam::123456789012:user/eve', 'reject');

    expect(setup.logger.lines.at(-1)?.message).toBe('the desk did not record a rejection by IAM');
  });
});

describe('a form that is sent while the request changes between the read and the write', () => {
  test('gets "no such request" when the request was deleted', async () => {
    const { setup, arm } = await askedSetup(({ store }) => store.remove(key, new AbortController().signal));

    const answer = await send(setup, ana, approving, arm);

    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('<h1>There is no such request</h1>');
    expect(setup.logger.lines.at(-1)?.message).toBe('the desk was asked for an unknown request');
  });

  test('is refused when its reviewer may no longer decide', async () => {
    const { setup, arm } = await askedSetup(({ store }) => {
      const request = parseRequest(store.contents()[key] ?? '');
      store.edit(key, JSON.stringify({ ...request, excluded: [ana] }));
      return undefined;
    });

    const answer = await send(setup, ana, approving, arm);

    expect(answer.status).toBe(403);
    expect(setup.logger.lines.at(-1)?.message).toBe('the desk refused somebody who may not decide');
    expect(setup.request().votes).toEqual([]);
  });
});

test('a form with two mistakes is shown again with a sentence about each', async () => {
  const { setup } = await askedSetup();

  const answer = await send(setup, ana, { choice: 'approve', reason: 'x'.repeat(1001) });

  expect(wordsOn(await answer.text())).toContain(
    'Not recorded yet Tick this when you have looked. The reason has 1001 characters; at most 1000 are allowed.',
  );
});

describe('somebody who may not decide', () => {
  test('is refused before the form is shown again, no matter what is wrong with it', async () => {
    const { setup } = await askedSetup();
    const opened = await (await setup.desk.request(setup.link(ana))).text();
    setup.store.edit(key, JSON.stringify({ ...setup.request(), excluded: [ana] }));

    const answer = await setup.desk.request(setup.link(ana), fillIn(opened, {}));

    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain('<form');
  });
});

describe('a vote without a reason', () => {
  test('is stored without one', async () => {
    const { setup } = await askedSetup();

    await send(setup, ana, approving);

    expect(setup.request().votes[0]).not.toHaveProperty('reason');
  });
});

describe('a rejection after the expiry', () => {
  test('does not say how to stop the deployment', async () => {
    const { setup } = await askedSetup(undefined, { deadlineMinutes: 10 });

    const answer = await send(setup, ana, rejecting, () => setup.clock.step(10 * 60));

    expect(answer.status).toBe(409);
    expect(await answer.text()).toMatch(/This was expired at 14:10 UTC without a decision\.</);
  });
});

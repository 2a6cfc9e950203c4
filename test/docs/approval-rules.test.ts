import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/hook/json.ts';
import { readHookConfiguration } from '../../src/service-hooks/hook-configuration.ts';
import { groupSettings } from '../approval/sign-in/sign-in-setup.ts';
import { approvalSetup, facts, key, recordStart } from '../helpers/approval.ts';
import { comeTo, storySignIn, type Voter } from '../promises/terms/voters.ts';
import { readGuide } from './guide-examples.ts';

const { examples } = readGuide('approval-rules');

/** Somebody who comes, by default to approve; minutes that pass; or a call that starts the deployment. */
type Visit = Pick<Voter, 'by'> & Partial<Voter>;
type Step = Visit | { minutes: number } | { startedBy: string };

type Need = {
  /** What is decided right, and how the gate answers then. Default: SUCCEEDED. */
  right: readonly Step[];
  /** What must not let the deployment through. */
  wrong: readonly Step[];
  /** The answer to that. Default: it still waits. */
  answer?: 'FAILED';
};

const [ana, ben, chi, dan] = ['ana', 'ben', 'chi', 'dan'].map((name) => ({ by: `${name}@example.com` })) as [
  ...[Visit, Visit, Visit, Visit],
];
const byIam = (name: string) => ({ by: `arn:aws:iam::123456789012:user/${name}` });
const onCall = 'arn:aws:sts::111122223333:assumed-role/on-call/fay';

function signedIn(name: string, groups: string[], minutesAgo = 1): Step {
  const by = `${name}@example.com`;
  return { by, account: { claims: { sub: name, email: by, email_verified: true, groups }, minutesAgo } };
}

const team = ['sec-team'];
const reject = { choice: 'reject' as const, says: 'the cart is empty' };
const breakGlass = { choice: 'break-glass' as const, says: 'payments are down' };

const needs: Record<string, Need> = {
  'Two of three': { right: [ana, chi], wrong: [ana, ana] },
  'One of QA and one of security': { right: [ana, chi], wrong: [ana, ben] },
  'QA by link, security signed in': { right: [ana, signedIn('chi', [])], wrong: [ana, chi] },
  'Anybody in the provider’s security team': {
    right: [ana, signedIn('hal', team), signedIn('ivy', team)],
    wrong: [ana, signedIn('hal', team), signedIn('ivy', team, 60), signedIn('gus', ['all'])],
  },
  'Two rejections before it rolls back': {
    right: [{ ...ana, ...reject }, ben, chi],
    wrong: [{ ...ana, ...reject }, { ...ben, ...reject }, chi],
    answer: 'FAILED',
  },
  'A ticket number for every approval': {
    right: [{ ...ana, says: 'SHOP-7: paid with a card' }],
    wrong: [ana, { ...ana, says: 'paid with a card' }],
  },
  'A checklist': { right: [{ ...ana, ticks: true }], wrong: [ana] },
  'Approved if nobody decides': {
    right: [{ minutes: 61 }],
    wrong: [{ ...ana, ...reject }, { minutes: 61 }],
    answer: 'FAILED',
  },
  'Somebody else if nobody answers': {
    right: [{ minutes: 60 }, dan, { ...byIam('eve@example.com') }],
    wrong: [{ minutes: 29 }, dan, { ...byIam('eve@example.com') }, ana],
  },
  'Only working hours count': {
    // From a Sunday at 15:00 in Berlin to Monday at 12:59, and at 13:01.
    right: [{ minutes: 21 * 60 + 59 }, ana],
    wrong: [{ minutes: 22 * 60 + 1 }, ana],
    answer: 'FAILED',
  },
  'Nobody approves what they deployed': {
    right: [{ startedBy: byIam('ana@example.com').by }, ben],
    wrong: [ben, { startedBy: byIam('ana@example.com').by }, ana, byIam('ana@example.com')],
  },
  'An emergency': {
    right: [{ by: onCall, ...breakGlass }],
    wrong: [ana, { ...byIam('dan'), ...breakGlass }, { by: onCall, ...breakGlass, says: '' }],
  },
  'Not the person who released': { right: [ben, chi], wrong: [ana, ben] },
};

async function play(hookDetails: JsonObject, steps: readonly Step[]) {
  const { provider, deskSignIn } = storySignIn();
  const { gate, desk, clock, store, request } = approvalSetup({ signIn: groupSettings, deskSignIn });
  const poll = gate(hookDetails);
  await poll();
  for (const step of steps) {
    if ('minutes' in step) {
      clock.step(step.minutes * 60);
      await poll();
    } else if ('startedBy' in step) await recordStart({ store, clock }, { by: step.startedBy });
    else {
      const voter: Voter = { choice: 'approve', skewSeconds: 0, ...step };
      await comeTo(desk, voter, key, request(), { provider, now: clock.now() });
    }
  }
  return poll();
}

describe('each need of the guide to the rules of an approval', () => {
  const played = Object.entries(needs).map(([need, { right, wrong, answer = 'IN_PROGRESS' }]) => {
    const { hookDetails = {} } = examples.find((example) => example.need.replace("'", '’') === need) ?? {};
    return { need, hookDetails, right, wrong, answer };
  });

  test.each(played)('decides right: $need', async ({ hookDetails, right }) => {
    expect(Object.keys(hookDetails)).not.toEqual([]);
    expect(await play(hookDetails, right)).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });

  test.each(played)('refuses what it must: $need', async ({ hookDetails, wrong, answer }) => {
    expect(await play(hookDetails, wrong)).toMatchObject({ hookStatus: answer });
  });

  test('lets only a first deployment pass that nobody is asked about', async () => {
    const { hookDetails = {} } = examples.find(({ need }) => need === 'Nobody is asked about a first deployment') ?? {};
    const answers = [true, false, undefined].map(async (firstDeployment) => {
      const described = { ...facts, firstDeployment };
      return (await approvalSetup({ describe: async () => described as typeof facts }).gate(hookDetails)()).hookStatus;
    });

    expect(await Promise.all(answers)).toEqual(['SUCCEEDED', 'IN_PROGRESS', 'IN_PROGRESS']);
  });
});

describe('the guide to the rules of an approval', () => {
  test.each(examples)('has a configuration for "$need" that attach accepts', async ({ hookDetails }) => {
    expect((await readHookConfiguration('approval', hookDetails, {})).problem).toBeUndefined();
  });

  test.each(examples)('has a configuration for "$need" that the hook accepts', async ({ hookDetails }) => {
    const signIn = { issuer: 'https://login.example.com', mailDomains: ['example.com'], groupsClaim: 'groups' };
    const { hookStatus, reason } = await approvalSetup({ signIn }).gate(hookDetails)();

    expect(hookStatus, reason).not.toBe('FAILED');
  });

  test('has at least three needs', () => {
    expect(new Set(examples.map(({ need }) => need)).size).toBeGreaterThanOrEqual(3);
  });
});

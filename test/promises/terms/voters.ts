import fc from 'fast-check';
import type { Hono } from 'hono';
import type { IamAnswer } from '../../../src/approval/desk/iam/iam-answer.ts';
import type { ApprovalRequest } from '../../../src/approval/request/request.ts';
import { sessionCookie } from '../../../src/approval/sign-in/cookies.ts';
import { createSignIn } from '../../../src/approval/sign-in/sign-in.ts';
import { CookieJar, type FakeProvider, fakeProvider } from '../../approval/sign-in/fake-provider.ts';
import { groupSettings } from '../../approval/sign-in/sign-in-setup.ts';
import { decideAt, decideByIam, deskUrl, linkTo, signingKeys, wordsOn } from '../../helpers/approval.ts';
import { type Account, accounts, everybodysLink, fay, iamNames, linkNames, slackPeople, stranger } from './cast.ts';
import type { Cast } from './oracle.ts';
import { decideInSlack, isSentBySlack, type SlackVisit, type StorySlack, slackVisits } from './slack-voters.ts';

export type Choice = 'approve' | 'reject' | 'withdraw' | 'break-glass' | 'extend' | 'close';

/** Somebody who comes once. A person with an ARN sends a signed request, and everybody else opens a link. */
export type Voter = {
  by: string;
  choice: Choice;
  skewSeconds: number;
  /** The reason. Default: one for a rejection, none for an approval. */
  says?: string;
  /** They sign in with it, this many minutes after they did so at the provider; undefined if it does not say when. */
  account?: { claims: Account['claims']; minutesAgo?: number };
  /** They decide in Slack, or somebody pretends that they did. */
  slack?: SlackVisit;
  /** Whether they tick the checklist. Default: no. */
  ticks?: boolean;
};

export const skews = fc.integer({ min: -5, max: 5 });

const however = {
  says: fc.constantFrom('SHOP-7: paid with a card', 'SHOP-7: paid with a card', 'SHOP-7', 'the cart is empty', ''),
  ticks: fc.constantFrom(true, true, true, true, false),
};
const votes = ['approve', 'approve', 'approve', 'approve', 'reject', 'withdraw'] as const;

/** Somebody who signs in and votes. */
export function somebodySignedIn(skewSeconds: fc.Arbitrary<number> = skews): fc.Arbitrary<Voter> {
  return fc.record({ ...however, skewSeconds, choice: fc.constantFrom(...votes), ...signingIn }).map(asVoter);
}

/** Somebody who decides in Slack, or whom somebody forges. */
export function somebodyInSlack(skewSeconds: fc.Arbitrary<number> = skews): fc.Arbitrary<Voter> {
  const choice = fc.constantFrom<Choice>('approve', 'approve', 'approve', 'reject');
  return fc
    .record({ ...however, skewSeconds, choice, slack: slackVisits })
    .map((voter) => ({ ...voter, by: slackPeople[voter.slack.user] ?? stranger }));
}

/** Anybody, who does anything that they could try. */
export function anybody(skewSeconds: fc.Arbitrary<number> = skews): fc.Arbitrary<Voter> {
  const how = { ...however, skewSeconds };
  return fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ by: fc.constantFrom(...linkNames), choice: fc.constantFrom(...votes), ...how }),
    },
    {
      weight: 5,
      arbitrary: fc.record({ by: fc.constantFrom(...iamNames), choice: fc.constantFrom(...votes), ...how }),
    },
    { weight: 4, arbitrary: somebodySignedIn(skewSeconds) },
    { weight: 4, arbitrary: somebodyInSlack(skewSeconds) },
    {
      weight: 1,
      arbitrary: fc.record({
        by: fc.constantFrom(fay, ...iamNames),
        choice: fc.constantFrom('break-glass', 'extend', 'close'),
        ...how,
      }),
    },
  );
}

/** Most of them have just been asked for their password. */
const signingIn = {
  account: fc.constantFrom(...accounts),
  minutesAgo: fc.constantFrom<(number | undefined)[]>(0, 1, 1, 90, undefined),
};

function asVoter({
  account,
  minutesAgo,
  ...voter
}: { account: Account; minutesAgo: number | undefined } & Omit<Voter, 'by'>): Voter {
  return {
    ...voter,
    by: account.by,
    account: { claims: account.claims, ...(minutesAgo !== undefined && { minutesAgo }) },
  };
}

/** A provider at which people can sign in, and a desk's access to it. */
export function storySignIn() {
  const provider = fakeProvider();
  const keys = async () => signingKeys;
  const signIn = createSignIn({ provider, settings: groupSettings, signingKeys: keys, deskUrl });
  return { provider, deskSignIn: async () => signIn };
}

/** What the desk replied. */
export type Reply = {
  status: number;
  page?: string;
  answer?: IamAnswer;
  /** Something between Slack and the desk did not work. */
  isUnsure?: boolean;
};

const choices = { approve: 'APPROVE', reject: 'REJECT', withdraw: 'WITHDRAW', 'break-glass': 'APPROVE' } as const;

/** The vote that somebody casts; undefined if it is another change. */
export function castOf(
  { by, choice, says, account, slack, ticks = false }: Voter,
  checklist: readonly string[] = [],
): Omit<Cast, 'at'> | undefined {
  if (choice === 'extend' || choice === 'close' || (slack && !isSentBySlack(slack))) return undefined;
  if (by === stranger) return undefined;
  const other = slack ? 'slack' : undefined;
  const via = choice === 'break-glass' ? choice : account ? 'sign-in' : by.startsWith('arn:') ? 'iam' : other;
  const reason = says ?? (choice === 'reject' ? 'the cart is empty' : '');
  return {
    ...{ by, choice: choices[choice] },
    ...(via && { via }),
    ...(reason !== '' && { reason }),
    ...(ticks && choice === 'approve' && checklist.length > 0 && { checklist: [...checklist] }),
  };
}

/** What a vote proves that is cast at this time: who has signed in, and when. */
export function identityOf({ account }: Voter, at: Date): Pick<Cast, 'identity'> {
  if (!account) return {};
  const { claims, minutesAgo } = account;
  const authenticatedAt = minutesAgo === undefined ? {} : { authenticatedAt: signedInAt(minutesAgo, at).toISOString() };
  return { identity: { groups: claims.groups, ...authenticatedAt } };
}

/** To the second, as providers say it. */
function signedInAt(minutesAgo: number, at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1000 - minutesAgo * 60) * 1000);
}

/** Signs in from a link. Resolves to a browser that has done so; undefined if that went wrong. */
async function browserOf(
  desk: Pick<Hono, 'request'>,
  link: string,
  { account, now, provider }: { account: NonNullable<Voter['account']>; now: Date; provider: FakeProvider },
): Promise<Pick<Hono, 'request'> | undefined> {
  const jar = new CookieJar();
  const request: Hono['request'] = async (path, init: RequestInit = {}) => {
    const answer = await desk.request(`${deskUrl}${String(path)}`, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), cookie: jar.header },
    });
    jar.take(answer);
    return answer;
  };
  const begun = await request(link.replace('/a/', '/sign-in/'));
  const { claims, minutesAgo } = account;
  const time = minutesAgo === undefined ? {} : { auth_time: signedInAt(minutesAgo, now).getTime() / 1000 };
  const at = begun.headers.get('location');
  if (at === null) return undefined;
  await request(`/signed-in${provider.signIn(at, { ...claims, ...time })}`);
  return jar.names.includes(sessionCookie) ? { request } : undefined;
}

/** Comes to a desk, and does what they want to do. */
export async function comeTo(
  desk: Pick<Hono, 'request'>,
  voter: Voter,
  key: string,
  request: ApprovalRequest,
  places: { provider: FakeProvider; now: Date; slack?: Pick<StorySlack, 'workspace' | 'forms'> } | undefined,
): Promise<Reply> {
  const { by, choice, account, slack, ticks = false } = voter;
  const checklist = (request.asked?.['checklist'] ?? []) as string[];
  const { reason = '' } = castOf(voter) ?? { reason: voter.says ?? '' };
  if (by.startsWith('arn:')) {
    const deadline = new Date(Date.parse(request.deadline) + minutesMore(voter) * 60_000).toISOString();
    return decideByIam(desk, by, choice, {
      ...{ request: key, reason },
      ...(ticks && choice === 'approve' && checklist.length > 0 && { checklist }),
      ...(choice === 'extend' && { deadline }),
    });
  }
  const ticked = ticks && choice === 'approve' ? checklist.map((_, at) => `item-${at}`) : [];
  if (slack && (choice === 'approve' || choice === 'reject')) {
    if (!places?.slack) return { status: 503, page: '', isUnsure: true };
    const filled = { choice, ticked: ['looked', ...ticked], reason: voter.says ?? reason, key, now: places.now };
    return decideInSlack(desk, places.slack, { ...slack, ...filled });
  }
  // Somebody who has signed in decides as themselves, whose link it may be.
  const link = linkTo(account && !by.includes('@') ? everybodysLink : by, { key });
  const browser = account && places ? await browserOf(desk, link, { account, ...places }) : desk;
  if (!browser) return { status: 503, page: '' };
  return decideAt(browser, link, {
    ...{ choice, reason, ...Object.fromEntries(ticked.map((item) => [item, 'yes'])) },
    ...(choice === 'approve' && { looked: 'yes' }),
  });
}

/** Some want more than ECS waits for. */
export function minutesMore({ ticks = false }: Voter): number {
  return ticks ? 20 : 2000;
}

/** Whether there is nothing left to do for somebody with this reply: others check again, as people do. */
export function isSettled({ status, page = '', answer, isUnsure = false }: Reply): boolean {
  if (answer) return status < 500;
  if (isReportedAsRecorded(page)) return true;
  return !isUnsure && !page.includes('name="nonce"') && !page.includes('Press the button of the message again');
}

/** Whether a page, or a form in Slack, confirms a vote. */
export function isReportedAsRecorded(page: string): boolean {
  if (page.startsWith('Recorded\n')) return true;
  return /(approval|rejection|withdrawal)( with this link)? is recorded/.test(wordsOn(page));
}

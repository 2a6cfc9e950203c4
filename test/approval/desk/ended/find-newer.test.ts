import { describe, expect, test } from 'vitest';
import type { DeskParts, OpenedLink } from '../../../../src/approval/desk/desk-parts.ts';
import { findNewer } from '../../../../src/approval/desk/ended/find-newer.ts';
import { explainReplaced, withNewer } from '../../../../src/approval/desk/ended/newer-note.ts';
import { isAskedByName, refuseReader } from '../../../../src/approval/desk/ended/signed-in-link.ts';
import { en } from '../../../../src/approval/desk/language/en.ts';
import { verifyLink } from '../../../../src/approval/link/link.ts';
import { createLedger } from '../../../../src/approval/request/ledger.ts';
import { type ApprovalRequest, formatRequest, type Subject } from '../../../../src/approval/request/request.ts';
import type { Session } from '../../../../src/approval/sign-in/session.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { openKey, requestKey } from '../../../../src/storage/keys.ts';
import { key, neverAborted, newRequest, signingKeys, subject, wordsOn } from '../../../helpers/approval.ts';
import { memoryStore, unavailable, wrapStore } from '../../../helpers/memory-store.ts';

const now = new Date('2026-11-22T14:20:00.000Z');
const clock = { now: () => now };
const minute = (at: number) => new Date(Date.parse('2026-11-22T14:00:00.000Z') + at * 60_000);
const asked = newRequest({ now: minute(5) });

type Other = [place: Partial<Subject>, at: number, more?: Partial<ApprovalRequest>];
const newer = { deploymentId: 'newer' };
const stage = 'PRE_SCALE_UP';

function storeWith(others: Other[]) {
  const store = memoryStore(clock);
  for (const [place, at, more] of [[{}, 5] as Other, ...others]) {
    const request = newRequest({ subject: { ...subject, ...place }, now: minute(at) });
    store.edit(requestKey(request.subject), formatRequest({ ...request, ...more }));
    store.edit(openKey(requestKey(request.subject)), '');
  }
  return store;
}

describe('the newer request', () => {
  test.each<[string, Other[], [Partial<Subject>, boolean] | undefined]>([
    ['none', [], undefined],
    ['an older one', [[newer, 4]], undefined],
    ['one of the same moment', [[newer, 5]], undefined],
    ['one that is closed', [[newer, 6, { status: 'SUPERSEDED' }]], undefined],
    ['one of another service', [[{ ...newer, service: 'other' }, 6]], undefined],
    ['one of another cluster', [[{ ...newer, cluster: 'other' }, 6]], undefined],
    ['another stage of the same deployment', [[{ stage }, 6]], undefined],
    ['a newer deployment', [[newer, 6]], [newer, true]],
    ['a newer deployment at another stage', [[{ ...newer, stage }, 6]], [{ ...newer, stage }, true]],
    ['another gate', [[{ gate: 'legal' }, 6]], [{ gate: 'legal' }, false]],
    [
      'a deployment before a later gate',
      [
        [{ gate: 'legal' }, 9],
        [newer, 6],
      ],
      [newer, true],
    ],
    [
      'the same stage before a later one',
      [
        [{ ...newer, stage }, 9],
        [newer, 6],
      ],
      [newer, true],
    ],
    [
      'the later of two',
      [
        [{ ...newer, gate: 'a' }, 9],
        [{ ...newer, gate: 'b' }, 6],
      ],
      [{ ...newer, gate: 'a' }, true],
    ],
    [
      'the last key of two of one moment',
      [
        [{ ...newer, gate: 'b' }, 6],
        [{ ...newer, gate: 'a' }, 6],
      ],
      [{ ...newer, gate: 'b' }, true],
    ],
  ])('is found among: %s', async (_what, others, expected) => {
    const found = await findNewer(createLedger(storeWith(others)), key, asked, neverAborted);

    const at = expected && requestKey({ ...subject, ...expected[0] });
    expect(found && { key: found.key, isReplacement: found.isReplacement }).toEqual(
      expected && { key: at, isReplacement: expected[1] },
    );
  });

  test('is found although another one is gone or was damaged', async () => {
    const store = storeWith([
      [newer, 6],
      [{ ...newer, gate: 'gone' }, 7],
      [{ ...newer, gate: 'damaged' }, 8],
    ]);
    await store.remove(requestKey({ ...subject, ...newer, gate: 'gone' }), neverAborted);
    store.edit(requestKey({ ...subject, ...newer, gate: 'damaged' }), 'APPROVED');

    expect((await findNewer(createLedger(store), key, asked, neverAborted))?.key).toBe(
      requestKey({ ...subject, ...newer }),
    );
  });

  test('cannot be found out if one cannot be read', async () => {
    const store = wrapStore(storeWith([[newer, 6]]), async (operation, at, run) => {
      if (operation === 'read' && at.includes('newer')) throw unavailable();
      return run();
    });

    await expect(findNewer(createLedger(store), key, asked, neverAborted)).rejects.toMatchObject({
      name: 'StorageError',
    });
  });
});

const iss = 'https://login.example.com';
const session: Session = { id: 's', iss, sub: 'ana', mail: 'ana@example.com', groups: [], until: 0 };
const asking = (terms: JsonObject, more: Partial<Parameters<typeof newRequest>[0]> = {}) =>
  newRequest({ reviewers: ['ana@example.com'], asked: terms, ...more });

describe('a request that asks somebody who has signed in by name', () => {
  test.each<[string, ApprovalRequest, Session | undefined, boolean]>([
    ['a reviewer', asking({}), session, true],
    ['nobody who has not signed in', asking({}), undefined, false],
    ['nobody who is excluded', asking({}, { excluded: ['ana@example.com'] }), session, false],
    ['nobody else', asking({}, { reviewers: ['ben@example.com'] }), session, false],
    ['nobody, if everybody has one link', asking({}, { reviewers: [] }), session, false],
    [
      'everybody, if only people who have signed in count',
      asking({ assurance: 'sign-in' }, { reviewers: [] }),
      session,
      true,
    ],
    [
      'somebody of a rule',
      asking({ rules: [{ name: 'qa', from: ['ana@example.com'], approvals: 1 }] }, { reviewers: [] }),
      session,
      true,
    ],
  ])('asks %s', (_who, request, who, expected) => {
    expect(isAskedByName(request, { session: who, now })).toBe(expected);
  });
});

describe('somebody who may not read a request with their link', () => {
  const signIn = async () => Promise.reject(new Error('not needed'));
  const linkOf = (reviewer: string, who: Session | undefined, request = asking({})) =>
    ({
      ...{
        token: 'v1.token',
        claims: { key, reviewer, expiresAt: now },
        now,
        words: en,
        session: who,
        keys: signingKeys,
      },
      voter: who
        ? { by: 'ana@example.com', via: 'sign-in', at: now.toISOString() }
        : { by: reviewer, at: now.toISOString() },
      stored: { request, etag: '"1"', lastModified: now },
    }) as unknown as OpenedLink;
  const forSignedIn = 'somebody who has signed in';
  const others = asking({}, { reviewers: ['ben@example.com'] });

  test.each<[string, DeskParts['signIn'], OpenedLink]>([
    ['a mailed link', signIn, linkOf('ana@example.com', undefined)],
    ['a mailed link to a request of others', signIn, linkOf('ana@example.com', session, others)],
    ['a reviewer with a link for those who have signed in', signIn, linkOf(forSignedIn, session)],
  ])('is not %s', (_who, desk, link) => {
    expect(refuseReader({ signIn: desk } as DeskParts, link, 200)).toBeUndefined();
  });

  test.each<[string, DeskParts['signIn'], OpenedLink, string, number, string]>([
    [
      'who has not signed in',
      signIn,
      linkOf(forSignedIn, undefined),
      'Sign in to decide Only people who have signed in can read this request and decide about it. Sign in',
      200,
      'asked somebody to sign in',
    ],
    [
      'who has signed in with another account',
      signIn,
      linkOf(forSignedIn, session, others),
      'You are not asked about this The account ana@example.com is not among those who are asked. Nothing was changed. Use the link in the mail that asked you. If you are in a group that is asked, sign in again. Sign in again',
      403,
      'refused somebody who is not asked',
    ],
    [
      'on a desk on which nobody can sign in',
      undefined,
      linkOf(forSignedIn, undefined),
      'You are not asked about this Only people who have signed in can read this request with this link. Nothing was changed. Use the link in the mail that asked you. If you are in a group that is asked, sign in again.',
      403,
      'refused somebody who is not asked',
    ],
  ])('gets a page that says why: somebody %s', async (_who, desk, link, words, status, did) => {
    const answer = refuseReader({ signIn: desk } as DeskParts, link, 200);

    expect([answer?.status, answer?.did]).toEqual([status, did]);
    const page = String(await answer?.page);
    expect(wordsOn(page.replace(/<title>.*<\/title>/, ''))).toBe(`Greenlight ${words}`);
    expect(page.includes('href="/sign-in/v1.token"')).toBe(desk !== undefined);
  });

  const newerKey = requestKey({ ...subject, ...newer });
  const other = {
    key: newerKey,
    request: newRequest({ subject: { ...subject, step: 25 }, reviewers: ['ana@example.com'] }),
    isReplacement: true,
  };
  const said =
    'A newer request about my-service was made at 14:00 UTC, for revision 9313423515462893900 at POST_TEST_TRAFFIC_SHIFT at 25 %';
  const note = { tone: 'waiting', title: 'Closed', text: 'It is over.', action: { href: '/x', label: 'Go' } } as const;

  test('reads about the newer request, and where its link is', () => {
    const link = linkOf('ana@example.com', undefined);

    expect(withNewer(note, undefined, link)).toBe(note);
    expect(withNewer(note, other, link)).toEqual({
      ...note,
      text: `It is over. ${said}. The mail about it has its link.`,
    });
  });

  test('gets its link if they have signed in, until a day after its deadline', () => {
    const shown = withNewer(note, other, linkOf('ana@example.com', session));

    expect(shown).toEqual({
      ...note,
      text: `It is over. ${said}.`,
      action: { href: expect.stringMatching(/^\/a\//), label: 'Open the newer request' },
    });
    expect(verifyLink(signingKeys, shown.action?.href.slice(3) ?? '', now)).toEqual({
      ok: true,
      claims: { key: newerKey, reviewer: forSignedIn, expiresAt: new Date('2026-11-23T14:30:00.000Z') },
    });
  });

  test('reads in a terminal which request it is', () => {
    expect(explainReplaced(other, now)).toBe(
      `${said}, by another deployment, so there is nothing left to decide about this one (greenlight open lists what is open; the newer request is ${newerKey})`,
    );
  });
});

test('the newer request is looked for among the first hundred that are open', async () => {
  const store = storeWith(Array.from({ length: 130 }, (_, each) => [{ deploymentId: `E${each}` }, 6]));
  const ledger = createLedger(store);
  const before = store.operations.length;

  expect(await findNewer(ledger, key, asked, neverAborted)).toMatchObject({ isReplacement: true });

  const reads = store.operations.slice(before).filter((one) => one.startsWith('read approvals/'));
  expect(reads).toHaveLength(100);
});

import { describe, expect, test } from 'vitest';
import { createDesk } from '../../../../src/approval/desk/create-desk.ts';
import type { DeskParts } from '../../../../src/approval/desk/desk-parts.ts';
import { linkReader } from '../../../../src/approval/link/stored-links.ts';
import { createLedger } from '../../../../src/approval/request/ledger.ts';
import { createReports } from '../../../../src/storage/reports.ts';
import {
  approvalSetup,
  approving,
  countedIds,
  decideByIam,
  deskUrl,
  fillIn,
  loggedRequest,
  type Setup,
  signingKeys,
} from '../../../helpers/approval.ts';
import { recordingLogger, SteppableClock } from '../../../helpers/hook.ts';
import { memoryStore } from '../../../helpers/memory-store.ts';
import { signInSetup } from '../../sign-in/sign-in-setup.ts';
import { picturedSetup, pictureKey } from '../pictures/pictured-setup.ts';

const ana = 'ana@example.com';
const png = Buffer.from('89504e470d0a1a0a00', 'hex');
const pictures = new Map([[pictureKey('1-green'), png]]);
const shown = { page: '/', green: pictureKey('1-green') };
const pictureOf = (link: string, name: string) =>
  `${link.replace('/a/', '/pictures/')}/POST_TEST_TRAFFIC_SHIFT/${name}`;
const asAna = { ...loggedRequest, reviewer: ana };

type Step = [what: string, act: (setup: Setup) => unknown, message: string, attributes: object];

const steps: Step[] = [
  [
    'opening a link',
    ({ desk, link }) => desk.request(link(ana)),
    'showed a request',
    { route: 'GET /a/{token}', status: 200, ...asAna },
  ],
  [
    'opening a short link',
    ({ desk, linkIn, notifier }) => desk.request(linkIn(notifier.sent[0])),
    'showed a request',
    { route: 'GET /r/{id}', status: 200, ...asAna },
  ],
  [
    'opening a short link that was cut',
    ({ desk, linkIn, notifier }) => desk.request(linkIn(notifier.sent[0]).slice(0, -4)),
    'was given a broken link',
    { route: 'GET /r/{id}', status: 400 },
  ],
  [
    'a decision',
    async ({ desk, link }) => desk.request(link(ana), fillIn(await (await desk.request(link(ana))).text(), approving)),
    'recorded an approval',
    { route: 'POST /a/{token}', status: 303, ...asAna },
  ],
  [
    'a decision by an AWS identity',
    ({ desk }) => decideByIam(desk, 'arn:aws:iam::123456789012:user/dan', 'approve'),
    'recorded an approval by IAM',
    { route: 'POST /decisions', status: 200, caller: 'arn:aws:iam::123456789012:user/dan', ...loggedRequest },
  ],
  [
    'a picture',
    ({ desk, link }) => desk.request(pictureOf(link(ana), '1-green')),
    'showed a picture',
    { route: 'GET /pictures/{token}', status: 200, ...asAna },
  ],
  [
    'a picture that is not there',
    ({ desk, link }) => desk.request(pictureOf(link(ana), '2-green')),
    'showed no picture',
    { route: 'GET /pictures/{token}', status: 404, ...asAna },
  ],
];

describe('the log of the desk', () => {
  test.each(steps)(
    'has for %s one line, with what it did and without the token',
    async (_what, act, did, attributes) => {
      const setup = await picturedSetup([shown], pictures);

      await act(setup);

      expect(setup.logger.lines.at(-1)).toEqual({ level: 'info', message: `the desk ${did}`, attributes });
    },
  );

  test('has no warning if everything could be read', async () => {
    const setup = await picturedSetup([shown], pictures);
    const before = setup.logger.lines.length;

    await setup.desk.request(setup.link(ana));

    expect(setup.logger.lines.slice(before)).toHaveLength(1);
  });

  test('names who has signed in, in addition to whose link it was', async () => {
    const { browser, link, logger } = await signInSetup();
    const bens = browser();
    await bens.signIn(link(ana), { sub: 'ben', email: 'ben@example.com', email_verified: true });

    await bens.get(link(ana));

    expect(logger.lines.at(-1)?.attributes).toEqual({
      ...{ route: 'GET /a/{token}', status: 200, ...asAna },
      signedIn: 'ben@example.com',
    });
  });
});

describe('a desk', () => {
  function deskWith(parts: Partial<DeskParts>) {
    const store = memoryStore(new SteppableClock());
    const logger = recordingLogger();
    const desk = createDesk({
      ...{ clock: new SteppableClock(), deskUrl, logger, signingKeys: async () => signingKeys, newId: countedIds() },
      ...{ ledger: createLedger(store), reports: createReports(store), readLink: linkReader(store) },
      ...parts,
    });
    return { desk, logger, store };
  }

  test.each([
    ['pictures', 'GET', '/pictures/v1.token/POST_TEST_TRAFFIC_SHIFT/1-green'],
    ['gates that other systems answer', 'POST', '/gates/token'],
    ['Slack', 'POST', '/slack/interactions'],
    ['sign-in', 'GET', '/sign-in/v1.token'],
    ['decided requests', 'GET', '/decided'],
  ])('without %s has no such page, and reads nothing for it', async (_part, method, path) => {
    const { desk, logger, store } = deskWith({});

    const answer = await desk.request(path, { method });

    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('There is no such page')]);
    expect([logger.lines, store.operations]).toEqual([[], []]);
  });

  test('with gates that other systems answer has a route for them', async () => {
    const { desk } = deskWith({
      answerGate: async () => ({ status: 201, outcome: 'recorded', message: 'the gate passes', key: 'gates/1.json' }),
    });

    expect((await desk.request('/gates/token', { method: 'POST', body: '{}' })).status).toBe(201);
  });

  test('says in which language a page is, and of nothing else', async () => {
    const setup = approvalSetup();
    await setup.gate()();
    const languageOf = async (path: string) => (await setup.desk.request(path)).headers.get('content-language');

    expect(await languageOf(setup.link())).toBe('en');
    expect(await languageOf('/decisions')).toBeNull();
  });
});

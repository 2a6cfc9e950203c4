import { describe, expect, test } from 'vitest';
import { approvalSetup, approving, decideAt, fillIn, key, signingKeys } from '../../../helpers/approval.ts';
import { wrapStore } from '../../../helpers/memory-store.ts';
import { picturedSetup, pictureKey } from '../pictures/pictured-setup.ts';
import { refusals } from '../refusals.ts';

const ana = 'ana@example.com';

describe('the page of a link', () => {
  test('has its reports listed while its request is being read', async () => {
    const listed = Promise.withResolvers<void>();
    let isOpened = false;
    const setup = approvalSetup({
      wrap: (store) =>
        wrapStore(store, async (operation, at, work) => {
          if (isOpened && operation === 'list') listed.resolve();
          if (isOpened && operation === 'read' && at === key) await listed.promise;
          return work();
        }),
    });
    await setup.gate()();
    isOpened = true;

    expect((await setup.desk.request(setup.link())).status).toBe(200);
  });

  test.each(refusals.filter(([, , status]) => status !== 404))(
    'reads nothing for a link that %s',
    async (_what, linkOf) => {
      const setup = approvalSetup();
      await setup.gate()();
      const before = setup.store.operations.length;

      await setup.desk.request(linkOf(setup));

      expect(setup.store.operations.slice(before)).toEqual([]);
    },
  );

  test('lists no reports before the request says whether its reader has to sign in', async () => {
    const setup = approvalSetup({
      deskSignIn: async () => {
        throw new Error('nobody has signed in here');
      },
    });
    await setup.gate()();
    await setup.store.remove(key, new AbortController().signal);
    const before = setup.store.operations.length;

    const { status } = await setup.desk.request(setup.link());

    expect(status).toBe(404);
    expect(setup.store.operations.slice(before)).toEqual([`read ${key}`]);
  });

  test('is the only one for which reports are listed before the request is known', async () => {
    const { desk, link, store } = await picturedSetup([{ page: '/', green: pictureKey('1-green') }]);
    const form = fillIn(await (await desk.request(link(ana))).text(), approving);
    const reportsListedFor = async (path: string, init: RequestInit = {}) => {
      const before = store.operations.length;
      await desk.request(path, init);
      return store.operations.slice(before).filter((one) => one.startsWith('list reports/')).length;
    };
    const picture = `${link(ana).replace('/a/', '/pictures/')}/POST_TEST_TRAFFIC_SHIFT/1-green`;

    expect(await reportsListedFor(link(ana))).toBe(1);
    expect(await reportsListedFor(picture)).toBe(0);
    expect(await reportsListedFor(link(ana), form)).toBe(1);
  });

  test('shows a vote as soon as it is stored', async () => {
    const setup = approvalSetup({ signingKeys: async () => signingKeys });
    await setup.gate({ reviewers: ['ana@example.com', 'ben@example.com'], approvals: 2 })();
    const link = setup.link('ben@example.com');
    const before = await (await setup.desk.request(link)).text();
    await decideAt(setup.desk, setup.link('ana@example.com'), approving);

    const after = await (await setup.desk.request(link)).text();

    expect(before).not.toContain('1 of 2');
    expect(after).toContain('1 of 2');
  });
});

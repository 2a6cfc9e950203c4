import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { createDesk } from '../../../../src/approval/desk/desk.ts';
import { linkReader } from '../../../../src/approval/link/stored-links.ts';
import { createLedger } from '../../../../src/approval/request/ledger.ts';
import { castVote } from '../../../../src/approval/request/transitions.ts';
import { sessionCookie } from '../../../../src/approval/sign-in/cookies.ts';
import { sealNewSession } from '../../../../src/approval/sign-in/session.ts';
import { createSignIn } from '../../../../src/approval/sign-in/sign-in.ts';
import { serve } from '../../../../src/sandbox/servers/serve.ts';
import { objectLister } from '../../../../src/storage/file/object-lister.ts';
import { requestKey } from '../../../../src/storage/keys.ts';
import { createReports } from '../../../../src/storage/reports.ts';
import { countedIds, neverAborted, newRequest, signingKeys, subject, vote } from '../../../helpers/approval.ts';
import { launchBrowser } from '../../../helpers/browser.ts';
import { recordingLogger, SteppableClock } from '../../../helpers/hook.ts';
import { memoryStore } from '../../../helpers/memory-store.ts';
import { axeFaults, overflowAt } from '../../../helpers/page-faults.ts';
import { fakeProvider, issuer } from '../../sign-in/fake-provider.ts';

const browser = await launchBrowser();
const undoing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undoing.splice(0).reverse()) await undo();
});
afterAll(() => browser?.close());

const looks = [320, 1280].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, scheme })));

describe.skipIf(browser === undefined).each(looks)('the first page at $width px, $scheme', ({ width, scheme }) => {
  test.each(['/', '/decided', `/deployments/my-cluster/done/${subject.deploymentId}`])(
    'has no fault that axe finds, and fits: %s',
    async (path) => {
      const page = await open(path, { width, scheme });

      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      expect(await axeFaults(page)).toEqual([]);
      expect(await overflowAt(page)).toBe(0);
    },
  );

  test('can be searched with the keyboard', async () => {
    const page = await open('/', { width, scheme });

    await page.getByRole('textbox').fill('theirs');
    await page.keyboard.press('Enter');
    await page.waitForURL(/service=theirs/);

    expect(await page.getByRole('link', { name: /^theirs/ }).count()).toBe(1);
    expect(await page.getByRole('link', { name: /^mine/ }).count()).toBe(0);
  });
});

/** A desk on which Ana has signed in, with a request for her, one for others and a decided one. */
async function open(path: string, { width, scheme }: { width: number; scheme: 'light' | 'dark' }) {
  const clock = new SteppableClock();
  const store = memoryStore(clock);
  const ledger = createLedger(store);
  for (const [service, reviewer] of [
    ['mine', 'ana'],
    ['theirs', 'ben'],
    ['done', 'ana'],
  ] as const) {
    const about = { ...subject, service };
    const key = requestKey(about);
    const reviewers = [`${reviewer}@example.com`];
    await ledger.create(key, newRequest({ subject: about, reviewers, now: clock.now() }), neverAborted);
    const at = clock.now().toISOString();
    if (service === 'done')
      await ledger.change(
        key,
        ({ request }) => ({ write: castVote(request, vote({ at })).request, result: undefined }),
        neverAborted,
      );
  }
  const deskUrl = 'https://desk.example.com';
  const settings = { issuer, mailDomains: ['example.com'] };
  const signIn = createSignIn({ provider: fakeProvider(), settings, signingKeys: async () => signingKeys, deskUrl });
  const desk = createDesk({
    ...{ clock, deskUrl, signingKeys: async () => signingKeys, logger: recordingLogger(), newId: countedIds() },
    ...{ ledger, reports: createReports(store), readLink: linkReader(store), signIn: async () => signIn },
    home: { listObjects: objectLister(store), readers: 'recognized' },
  });
  const person = { iss: issuer, sub: 'AbC', mail: 'ana@example.com' };
  const cookie = `${sessionCookie}=${sealNewSession(signingKeys, person, clock.now(), [])}`;
  const server = await serve(createServer(getRequestListener(desk.fetch)), { port: 0 });
  undoing.push(() => server.stop());
  const context = await browser?.newContext({ viewport: { width, height: 720 }, colorScheme: scheme });
  if (!context) throw new Error('no browser');
  undoing.push(() => context.close());
  // The browser would not send a cookie for TLS only over plain HTTP.
  await context.setExtraHTTPHeaders({ cookie });
  const page = await context.newPage();
  await page.goto(`${server.url}${path}`);
  return page;
}

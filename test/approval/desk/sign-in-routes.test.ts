import { expect, test } from 'vitest';
import { ProviderError } from '../../../src/approval/sign-in/provider-error.ts';
import { foreignKeys, key, neverAborted, wordsOn } from '../../helpers/approval.ts';
import { signInSetup } from '../sign-in/sign-in-setup.ts';

const ana = 'ana@example.com';
const account = { sub: 'ana', email: ana, email_verified: true };
const formOf = (site: string) => ({
  method: 'POST',
  headers: { 'sec-fetch-site': site, 'content-type': 'application/x-www-form-urlencoded' },
});

type Setup = Awaited<ReturnType<typeof signInSetup>>;
type Browser = ReturnType<Setup['browser']>;
type Step = [what: string, act: (browser: Browser, setup: Setup) => Promise<Response>, line: object];

const begin = (link: string) => link.replace('/a/', '/sign-in/');
const began = { route: 'GET /sign-in/{token}' };
const [info, warn] = [{ level: 'info' }, { level: 'warn' }];
const refused = 'PROVIDER_REFUSED: the provider refused the code';

const steps: Step[] = [
  [
    'beginning to sign in',
    (browser, { link }) => browser.ask(begin(link(ana))),
    { ...info, message: 'the desk sent somebody to sign in', attributes: { ...began, status: 303 } },
  ],
  [
    'beginning with a link that it did not sign',
    (browser, { link }) => browser.ask(begin(link(ana, { keys: foreignKeys }))),
    { ...info, message: 'the desk was given a link that it did not sign', attributes: { ...began, status: 403 } },
  ],
  [
    'beginning while the provider does not answer',
    (browser, { link, provider }) => {
      provider.fail(new ProviderError('PROVIDER_UNREACHABLE', 'no answer in 5 s'));
      return browser.ask(begin(link(ana)));
    },
    {
      ...warn,
      message: 'the desk could not sign somebody in',
      attributes: { ...began, status: 503, error: 'PROVIDER_UNREACHABLE: no answer in 5 s' },
    },
  ],
  [
    'coming back',
    (browser, { link }) => browser.signIn(link(ana), account),
    { ...info, message: 'the desk signed somebody in', attributes: { route: 'GET /signed-in', status: 303 } },
  ],
  [
    'coming back with a code that the provider refuses',
    (browser, { link, provider }) => {
      provider.claimsFor = async () =>
        Promise.reject(new ProviderError('PROVIDER_REFUSED', 'the provider refused the code'));
      return browser.signIn(link(ana), account);
    },
    {
      ...warn,
      message: 'the desk could not sign somebody in',
      attributes: { route: 'GET /signed-in', status: 403, error: refused },
    },
  ],
  [
    'coming back without having begun',
    (browser) => browser.ask('/signed-in?code=secret&state=s'),
    {
      ...info,
      message: 'the desk refused a sign-in that this browser did not start',
      attributes: { route: 'GET /signed-in', status: 400 },
    },
  ],
  [
    'signing out',
    (browser) => browser.ask('/sign-out', formOf('same-origin')),
    { ...info, message: 'the desk signed somebody out', attributes: { route: 'POST /sign-out', status: 200 } },
  ],
  [
    'signing out from another site',
    (browser) => browser.ask('/sign-out', formOf('cross-site')),
    {
      ...info,
      message: 'the desk refused a form from another site',
      attributes: { route: 'POST /sign-out', status: 403 },
    },
  ],
  [
    'having signed out at the provider',
    (browser) => browser.ask('/signed-out'),
    { ...info, message: 'the desk said goodbye', attributes: { route: 'GET /signed-out', status: 200 } },
  ],
];

test.each(steps)('%s is one line in the log, without the address', async (_what, act, line) => {
  const setup = await signInSetup();

  await act(setup.browser(), setup);

  expect(setup.logger.lines.at(-1)).toEqual(line);
});

test('somebody who has signed out at the provider reads that they are signed out', async () => {
  const setup = await signInSetup();

  const answer = await setup.browser().ask('/signed-out');

  expect(answer.status).toBe(200);
  expect(wordsOn(await answer.text())).toContain('You are signed out');
});

test('somebody whose request is gone when they come back reads that it is gone', async () => {
  const setup = await signInSetup({ rules: [{ name: 'qa', from: ['group:qa'] }], assurance: 'sign-in' });
  const mine = setup.browser();
  const begun = await mine.ask(begin(setup.link('somebody who has signed in')));
  await setup.store.remove(key, neverAborted);

  const back = await mine.ask(
    `/signed-in${setup.provider.signIn(begun.headers.get('location') ?? '', { ...account, groups: ['qa'] })}`,
  );

  expect(back.status).toBe(303);
  const page = await mine.ask(back.headers.get('location') ?? '');
  expect([page.status, wordsOn(await page.text())]).toEqual([404, expect.stringContaining('There is no such request')]);
});

test('the provider is asked how long ago somebody signed in only if the gate limits that', async () => {
  const setup = await signInSetup();
  const mine = setup.browser();
  const wanted: unknown[] = [];
  const { startUrl } = setup.provider;
  setup.provider.startUrl = (asked) => {
    wanted.push(['maxAgeSeconds' in asked, 'isAgain' in asked]);
    return startUrl(asked);
  };

  await mine.signIn(setup.link(ana), account);

  expect(wanted).toEqual([[false, false]]);
});

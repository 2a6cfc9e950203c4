import type { Hono } from 'hono';
import type { Page } from 'playwright-core';
import type { JsonObject } from '../../../src/hook/json.ts';
import { deploymentPage, homeDesk } from '../../approval/desk/home/home-desk.ts';
import { fullSetup, type PageState, pageStates } from '../../approval/desk/page/page-states.ts';
import { signInSetup } from '../../approval/sign-in/sign-in-setup.ts';
import { endedStates } from './ended-states.ts';
import { shopPictures } from './shop-pictures.ts';

/** What a browser opens. */
export type OpenedDesk = { desk: Pick<Hono, 'fetch' | 'request'>; path: string; headers?: Record<string, string> };

/** A page of the desk that has pictures. */
export type DeskPage = {
  /** Of the pictures, too: `by hand` is `desk/by-hand-light-320`. */
  name: string;
  open: () => Promise<OpenedDesk>;
  /** What somebody does on the page before it is drawn. Default: nothing. */
  act?: (page: Page) => Promise<unknown>;
  /** What has to be so before each picture. Default: nothing. */
  settle?: (page: Page) => Promise<unknown>;
  /** Only what a window of 640 px shows first, with the bar at its foot. Default: the whole page. */
  isCut?: true;
};

const ana = 'ana@example.com';
const openState = pageStates.find(({ name }) => name === 'open') as PageState;
const onlyAna = { reviewers: [ana] };
const qa = { name: 'QA', from: [ana, 'ben@example.com'] };
const security = { name: 'security', from: [ana, 'cho@example.com'], assurance: 'sign-in' };
const toTheForm = (page: Page) => page.locator('#vote .primary').scrollIntoViewIfNeeded();

/** Every kind of page of the desk, and every state in which somebody can find a request. */
export const deskPages: readonly DeskPage[] = [
  ...[...pageStates, ...endedStates].map((state) => ({ name: state.name, open: () => inState(state) })),
  { name: 'first window', open: () => inState(openState), isCut: true },
  { name: 'first window, German', open: () => inState(openState, 'de'), isCut: true },
  {
    name: 'chosen',
    open: () => inState(openState),
    act: (page) => page.getByRole('radio', { name: 'Approve' }).check(),
    settle: toTheForm,
    isCut: true,
  },
  {
    name: 'refused',
    open: () => inState(openState),
    act: async (page) => {
      await page.getByRole('radio', { name: 'Approve' }).check();
      await page.getByRole('button', { name: 'Record my decision' }).click();
      await page.waitForLoadState();
    },
    settle: toTheForm,
    isCut: true,
  },
  { name: 'pictures', open: shopPictures },
  { name: 'home', open: () => atHome('/') },
  { name: 'home, nothing', open: () => atHome('/?service=no-such-service') },
  { name: 'home, not signed in', open: async () => ({ ...(await atHome('/')), headers: {} }) },
  { name: 'decided', open: () => atHome('/decided') },
  { name: 'all open', open: () => atHome('/open') },
  { name: 'deployment', open: () => atHome(deploymentPage) },
  { name: 'help', open: () => atHome('/help'), isCut: true },
  { name: 'sign in', open: () => signIn({ ...onlyAna, assurance: 'sign-in' }, 'never') },
  {
    name: 'sign-in offered',
    open: () => signIn({ rules: [qa, security] }, 'never'),
  },
  { name: 'signed in', open: () => signIn({ ...onlyAna, assurance: 'sign-in' }, 'now') },
  {
    name: 'session over',
    open: () => signIn({ ...onlyAna, assurance: 'sign-in', signInMaxAgeMinutes: 5 }, 'long ago'),
  },
  { name: 'signed out', open: async () => ({ ...(await signIn(onlyAna, 'never')), path: '/signed-out' }) },
];

async function inState(state: PageState, language = 'en'): Promise<OpenedDesk> {
  const setup = await fullSetup(state.gate);
  await state.reach(setup);
  return { desk: setup.desk, path: state.link(setup), headers: { 'accept-language': language } };
}

async function atHome(path: string): Promise<OpenedDesk> {
  const { desk, cookie } = await homeDesk();
  return { desk, path, headers: { cookie } };
}

async function signIn(gate: JsonObject, when: 'never' | 'now' | 'long ago'): Promise<OpenedDesk> {
  const { desk, clock, link, browser } = await signInSetup(gate);
  const path = link(ana);
  if (when === 'never') return { desk, path };
  const { signIn: signInAt, jar } = browser();
  const account = { sub: 'ana', email: ana, email_verified: true };
  await signInAt(path, { ...account, auth_time: Math.floor(clock.now().getTime() / 1000) });
  if (when === 'long ago') clock.step(11 * 60);
  return { desk, path, headers: { cookie: jar.header } };
}

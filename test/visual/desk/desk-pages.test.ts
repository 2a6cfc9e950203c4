import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { en } from '../../../src/approval/desk/language/en.ts';
import { homeDesk } from '../../approval/desk/home/home-desk.ts';
import { nameOfPicture, schemes, widths } from '../pictures.ts';
import { deskPages } from './desk-pages.ts';

/** Routes without a page of their own, by the first part of their path. */
const withoutPage = {
  r: 'a short link opens the page of /a',
  pictures: 'a picture, which the page "pictures" shows',
  'sign-in': 'leads to the provider',
  'signed-in': 'leads back to the page of the link',
  decisions: 'for programs',
  '*': 'sets headers',
};

const pages = await Promise.all(
  deskPages.map(async ({ name, open }) => {
    const { desk, path, headers = {} } = await open();
    return { name, path, text: await (await desk.request(path, { headers })).text() };
  }),
);

test('every route of the desk that shows a page has a picture', async () => {
  const { desk } = await homeDesk();
  const first = (path: string) => path.split('/')[1] ?? path;
  const routes = desk.routes
    .filter(({ method }) => method === 'GET' || method === 'ALL')
    .map(({ path }) => first(path));
  const shown = pages.map(({ path }) => first(path));

  expect(routes).toContain('decided');
  expect(routes.filter((route) => !shown.includes(route) && !(route in withoutPage))).toEqual([]);
});

test('every heading that a request can have is in a picture', () => {
  const { refused: _title, ...headings } = en.headline;
  const titles = pages.map(({ text }) => /<title>([^<]*)<\/title>/.exec(text)?.[1] ?? '');
  const isShown = (heading: (what: string) => string) => {
    const [before = '', after = ''] = heading('|').split('|');
    return titles.some((title) => title.startsWith(before) && title.includes(`1.42${after}`));
  };

  expect(Object.entries(headings).flatMap(([name, heading]) => (isShown(heading) ? [] : [name]))).toEqual([]);
});

test('no page says that there is no such request', () => {
  const isUnknown = ({ text }: { text: string }) => text.includes(en.messages.unknownRequest[0] ?? '');

  expect(pages.filter(isUnknown).map(({ name }) => name)).toEqual([]);
});

test('every page has its pictures, and every picture its page', () => {
  const wanted = deskPages.flatMap(({ name }) =>
    schemes.flatMap((scheme) => widths.map((width) => `${nameOfPicture('desk', name)}-${scheme}-${width}.png`)),
  );
  const cwd = fileURLToPath(new URL('../references', import.meta.url));

  expect(globSync('desk/*.png', { cwd }).toSorted()).toEqual(wanted.toSorted());
});

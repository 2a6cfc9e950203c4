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

test('every route of the desk that shows a page has a picture', async () => {
  const { desk } = await homeDesk();
  const first = (path: string) => path.split('/')[1] ?? path;
  const routes = desk.routes
    .filter(({ method }) => method === 'GET' || method === 'ALL')
    .map(({ path }) => first(path));
  const shown = await Promise.all(deskPages.map(async ({ open }) => first((await open()).path)));

  expect(routes).toContain('decided');
  expect(routes.filter((route) => !shown.includes(route) && !(route in withoutPage))).toEqual([]);
});

test('every heading that a request can have is in a picture', async () => {
  const { refused: _title, ...headings } = en.headline;
  const titles = await Promise.all(
    deskPages.map(async ({ open }) => {
      const { desk, path, headers = {} } = await open();
      const answer = await desk.request(path, { headers });
      return /<title>([^<]*)<\/title>/.exec(await answer.text())?.[1] ?? '';
    }),
  );
  const isShown = (heading: (what: string) => string) => {
    const [before = '', after = ''] = heading('|').split('|');
    return titles.some((title) => title.startsWith(before) && title.includes(`1.42${after}`));
  };

  expect(Object.entries(headings).flatMap(([name, heading]) => (isShown(heading) ? [] : [name]))).toEqual([]);
});

test('no page shows another message than it is meant to', async () => {
  const texts = await Promise.all(
    deskPages.map(async ({ name, open }) => {
      const { desk, path, headers = {} } = await open();
      return [name, await (await desk.request(path, { headers })).text()] as const;
    }),
  );

  expect(texts.filter(([, text]) => text.includes(en.messages.unknownRequest[0] ?? '')).map(([name]) => name)).toEqual(
    [],
  );
});

test('every page has its pictures, and every picture its page', () => {
  const wanted = deskPages.flatMap(({ name }) =>
    schemes.flatMap((scheme) => widths.map((width) => `${nameOfPicture('desk', name)}-${scheme}-${width}.png`)),
  );
  const cwd = fileURLToPath(new URL('../references', import.meta.url));

  expect(globSync('desk/*.png', { cwd }).toSorted()).toEqual(wanted.toSorted());
});

import { expect, test } from 'vitest';
import { approvalSetup, approving, decideAt, wordsOn } from '../../../helpers/approval.ts';
import { signInSetup } from '../../sign-in/sign-in-setup.ts';

const [ana, ben] = ['ana@example.com', 'ben@example.com'];

test('a page says as whom its reader decides, as long as they can', async () => {
  const setup = approvalSetup();
  await setup.gate({ reviewers: [ana, ben] })();
  const wordsFor = async (who: string) => wordsOn(await (await setup.desk.request(setup.link(who))).text());

  expect(await wordsFor(ana)).toContain('Deciding as ana@example.com');
  await decideAt(setup.desk, setup.link(ana), approving);
  expect(await wordsFor(ana)).not.toContain('Deciding as');
  expect(await wordsFor(ben)).not.toContain('Deciding as');
});

test('a closed request offers nobody to sign in', async () => {
  const { desk, link, poll, clock } = await signInSetup({});
  const page = async () => (await desk.request(link('link holder'))).text();

  expect(await page()).toContain('href="/sign-in');
  clock.step(25 * 3600);
  await poll();

  expect(await page()).not.toContain('href="/sign-in');
  expect(wordsOn(await page())).not.toContain('Deciding as');
});

test('everybody’s link names nobody', async () => {
  const setup = approvalSetup();
  await setup.gate()();

  const words = wordsOn(await (await setup.desk.request(setup.link())).text());

  expect(words).toContain('Approve');
  expect(words).not.toContain('Deciding as');
});

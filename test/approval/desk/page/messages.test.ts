import { expect, test } from 'vitest';
import { en } from '../../../../src/approval/desk/language/en.ts';
import { renderMessage } from '../../../../src/approval/desk/page/frame.ts';
import { wordsOn } from '../../../helpers/approval.ts';

const pages = {
  ...en.messages,
  malformedLink: en.messages.malformedLink(false),
  cutLink: en.messages.malformedLink(true),
  expiredLink: en.messages.expiredLink(new Date('2026-11-22T14:00:00.000Z')),
  unreadableRequest: en.messages.unreadableRequest('status: missing'),
};

test.each<[keyof typeof pages, string]>([
  [
    'home',
    'The approval desk Reviewers open a request with the link in their mail. Without a link there is nothing to see here.',
  ],
  [
    'malformedLink',
    'This link is incomplete or changed It is not a link of this desk, or something was added to it. Nothing was changed. Open the mail again and copy the whole link after “Decide:” into the address bar. If the mail has only part of it, ask your platform team: greenlight open lists the pending requests, and greenlight approve or reject decides one without a link.',
  ],
  [
    'forgedLink',
    'This link is not valid It was altered, it is so old that it was removed, or it was signed with a key that this desk does not have. Nothing was changed. Use the link in the mail that asked you, or ask your platform team: they know whether keys were rotated.',
  ],
  [
    'foreignForm',
    'This form was not sent from this page Your browser says that another site sent it, or does not say which site did. Nothing was recorded. Open the link in your mail, fill in the form there and send it. If you have done that, your browser is older than 2023 or hides where a form comes from: use another one, or decide with greenlight approve or reject.',
  ],
  [
    'notItsForm',
    'This is not the form of this page It has an unknown field or the same field twice, or it was not sent as a form. Nothing was recorded. Open the link in your mail, fill in the form there and send it.',
  ],
  [
    'notAsked',
    'You are no longer asked about this The link is genuine, but its reviewer is not among those who are asked. Nothing was recorded. Ask your platform team who decides.',
  ],
  [
    'excluded',
    'You may not decide about this The configuration of this gate names you among those who may not decide. Nothing was recorded. Another reviewer has to decide. Your platform team can change whom the gate excludes.',
  ],
  [
    'expiredLink',
    'This link has expired It was valid until 2026-11-22 14:00 UTC. Nothing was changed. The ECS console shows the outcome of the deployment, under the service’s deployments.',
  ],
  [
    'unknownRequest',
    'There is no such request The link is genuine, but its request is not in the ledger: it was deleted, or the desk uses another bucket. Ask your platform team; they can find its history in the object versions of the bucket.',
  ],
  ['notFound', 'There is no such page Use the link in the mail that asked you.'],
  ['wrongMethod', 'That does not work here You can only open a link and send its form. Nothing was changed.'],
  ['tooLarge', 'That is too long The form has more than 16 KB. Nothing was recorded. Go back and shorten the reason.'],
  [
    'unreadableRequest',
    'This request cannot be read It was edited by hand and can no longer be read: status: missing. Nothing was recorded. Tell your platform team: they fix the object in the bucket, or restore its version from before the edit. Until then nobody can decide here.',
  ],
  [
    'badSigningKey',
    'The desk’s signing key cannot be used Without it no link can be checked. Nothing was changed, and nothing that was recorded is lost. Tell your platform team: the desk’s log says what is wrong with the key.',
  ],
  [
    'tooManyRaces',
    'Too many people decided at once Your decision was not recorded. Go back, reload the page, and check the current state.',
  ],
  [
    'outcomeUnknown',
    'It is not known whether your decision is recorded It was sent to the ledger, which did not respond in time. If it was recorded, it counts, and nobody has to decide again. Open the link in your mail again in a moment: the page says whether your decision is recorded. If it is not, send the form again. You count once.',
  ],
  [
    'unavailable',
    'The desk cannot reach its ledger right now Nothing is lost: what was recorded before stays recorded, and the deployment keeps waiting. Reload this page in a moment. If you have just decided, it will say whether that was recorded.',
  ],
  [
    'broken',
    'The desk cannot answer right now Nothing is lost: what was recorded before stays recorded, and the deployment keeps waiting. Reload this page in a moment. If you have just decided, it will say whether that was recorded.',
  ],
  [
    'cutLink',
    'This link is incomplete or changed Its end is missing: some mail programs cut long links at the end of a line. Nothing was changed. Open the mail again and copy the whole link after “Decide:” into the address bar. If the mail has only part of it, ask your platform team: greenlight open lists the pending requests, and greenlight approve or reject decides one without a link.',
  ],
])('the page %s says what happened and what to do: %s', async (name, words) => {
  const page = String(await renderMessage(en, pages[name]));

  expect(wordsOn(page.replace(/<title>.*<\/title>/, ''))).toBe(`Greenlight ${words}`);
  expect(page).toContain(`<title>${/<h1>(.*)<\/h1>/.exec(page)?.[1]} · Greenlight</title>`);
});

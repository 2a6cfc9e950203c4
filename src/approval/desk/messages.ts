import { formatTime } from '../../wording/times.ts';
import { renderMessage } from './page.ts';

type Page = string | Promise<string>;

/** The pages that do not show a request: each says what happened and what the reader can do. */
export const messages = {
  home: () =>
    page(
      'The approval desk',
      'Reviewers open a request with the link in their mail. Without a link there is nothing to see here.',
    ),
  malformedLink: (isCut: boolean) =>
    page(
      'This link is incomplete or changed',
      isCut
        ? 'Its end is missing: some mail programs cut long links at the end of a line. Nothing was changed.'
        : 'It is not a link of this desk, or something was added to it. Nothing was changed.',
      'Open the mail again and copy the whole link after “Decide:” into the address bar.',
      'If the mail has only part of it, ask your platform team: greenlight open lists the pending requests, and greenlight approve or reject decides one without a link.',
    ),
  forgedLink: () =>
    page(
      'This link is not valid',
      'It was altered, or it was signed with a key that this desk does not have. Nothing was changed.',
      'Use the link in the mail that asked you, or ask your platform team: they know whether keys were rotated.',
    ),
  foreignForm: () =>
    page(
      'This form was not sent from this page',
      'Your browser says that another site sent it, or does not say which site did. Nothing was recorded.',
      'Open the link in your mail, fill in the form there and send it.',
      'If you have done that, your browser is older than 2023 or hides where a form comes from: use another one, or decide with greenlight approve or reject.',
    ),
  notItsForm: () =>
    page(
      'This is not the form of this page',
      'It has an unknown field or the same field twice, or it was not sent as a form. Nothing was recorded.',
      'Open the link in your mail, fill in the form there and send it.',
    ),
  notAsked: () =>
    page(
      'You are no longer asked about this',
      'The link is genuine, but its reviewer is not among those who are asked. Nothing was recorded.',
      'Ask your platform team who decides.',
    ),
  excluded: () =>
    page(
      'You may not decide about this',
      'The configuration of this gate names you among those who may not decide. Nothing was recorded.',
      'Another reviewer has to decide. Your platform team can change whom the gate excludes.',
    ),
  expiredLink: (expiredAt: Date) =>
    page(
      'This link has expired',
      `It was valid until ${formatTime(expiredAt)}, and its request was closed long ago. Nothing was changed.`,
      'The ECS console shows the outcome of the deployment, under the service’s deployments.',
    ),
  unknownRequest: () =>
    page(
      'There is no such request',
      'The link is genuine, but its request is not in the ledger: it was deleted, or the desk uses another bucket.',
      'Ask your platform team; they can find its history in the object versions of the bucket.',
    ),
  notFound: () => page('There is no such page', 'Use the link in the mail that asked you.'),
  wrongMethod: () =>
    page('That does not work here', 'You can only open a link and send its form. Nothing was changed.'),
  tooLarge: () =>
    page('That is too long', 'The form has more than 16 KB. Nothing was recorded. Go back and shorten the reason.'),
  unreadableRequest: (problem: string) =>
    page(
      'This request cannot be read',
      `It was edited by hand and can no longer be read: ${problem}. Nothing was recorded.`,
      'Tell your platform team: they fix the object in the bucket, or restore its version from before the edit. Until then nobody can decide here.',
    ),
  badSigningKey: () =>
    page(
      'The desk’s signing key cannot be used',
      'Without it no link can be checked. Nothing was changed, and nothing that was recorded is lost.',
      'Tell your platform team: the desk’s log says what is wrong with the key.',
    ),
  tooManyRaces: () =>
    page(
      'Too many people decided at once',
      'Your decision was not recorded. Go back, reload the page, and check the current state.',
    ),
  outcomeUnknown: () =>
    page(
      'It is not known whether your decision is recorded',
      'It was sent to the ledger, which did not respond in time. If it was recorded, it counts, and nobody has to decide again.',
      'Open the link in your mail again in a moment: the page says whether your decision is recorded. If it is not, send the form again. You count once.',
    ),
  unavailable: () => page('The desk cannot reach its ledger right now', ...nothingIsLost),
  broken: () => page('The desk cannot answer right now', ...nothingIsLost),
};

const nothingIsLost = [
  'Nothing is lost: what was recorded before stays recorded, and the deployment keeps waiting.',
  'Reload this page in a moment. If you have just decided, it will say whether that was recorded.',
];

function page(title: string, ...paragraphs: string[]): Page {
  return renderMessage({ title, paragraphs });
}

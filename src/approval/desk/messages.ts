import { sayTime } from '../words.ts';
import { renderMessage } from './page.ts';

type Page = string | Promise<string>;

/** The pages that show no request: each says what happened and what the reader can do. */
export const messages = {
  home: () =>
    page(
      'The approval desk',
      'Reviewers reach a request by the link in their mail. There is nothing to see without one.',
    ),
  malformedLink: () =>
    page(
      'This link is incomplete',
      'Mail programs sometimes cut long links at the end of a line. Nothing was changed.',
      'Open the mail again and copy the whole link behind “Decide:” into the address bar.',
    ),
  forgedLink: () =>
    page(
      'This link is not valid',
      'It was not signed by this desk, or the key that signed it has been withdrawn. Nothing was changed.',
      'Use the link in the mail that asked you, or ask your platform team.',
    ),
  expiredLink: (expiredAt: Date) =>
    page(
      'This link has expired',
      `It was good until ${sayTime(expiredAt)}, and the request it was for is long closed. Nothing was changed.`,
      'What became of the deployment stands in the ECS console, under the service’s deployments.',
    ),
  unknownRequest: () =>
    page(
      'There is no such request',
      'The link is genuine, but its request is not in the ledger: it was deleted, or the desk looks into another bucket.',
      'Ask your platform team; they find the request’s history among the bucket’s versions.',
    ),
  notFound: () => page('There is no such page', 'Use the link in the mail that asked you.'),
  wrongMethod: () =>
    page('That does not work here', 'A link can be opened, and its form can be sent. Nothing was changed.'),
  tooLarge: () =>
    page('That is too long', 'The form took more than 16 KB. Nothing was recorded. Go back and shorten the reason.'),
  unavailable: () =>
    page(
      'The desk cannot reach its ledger right now',
      'Nothing is lost: what was recorded before stays recorded, and the deployment goes on waiting.',
      'Load this page again in a moment. If you have just decided, it will say whether that was recorded.',
    ),
};

function page(title: string, ...paragraphs: string[]): Page {
  return renderMessage({ title, paragraphs });
}

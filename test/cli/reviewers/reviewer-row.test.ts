import { expect, test } from 'vitest';
import { addReviewers, howToConfirm } from '../../../src/cli/reviewers/add-reviewers.ts';
import { subscriberOf, subscriberRow } from '../../../src/cli/reviewers/list-subscribers.ts';
import { type ReviewerRow, renderRows } from '../../../src/cli/reviewers/reviewer-row.ts';
import { snsTopic } from '../../../src/cli/reviewers/topic.ts';
import { FakeSns, topicArn } from './fake-sns.ts';

const print = (rows: readonly ReviewerRow[], closing: readonly string[] = [], colour = false) =>
  renderRows('subscriptions of approvals', rows, closing, { colour, columns: 80 }).join('\n');

test('list in 80 columns', async () => {
  const sns = new FakeSns();
  sns.plant('ana@example.com', { reviewer: ['ana@example.com'] });
  sns.plant('ben@example.com', { $or: [{ reviewer: ['ben@example.com'] }, { reviewer: [{ exists: false }] }] });
  sns.plant('chi@example.com', { reviewer: ['chi@example.com'] }, { isAuthenticated: false });
  sns.plant('mallory@example.com');
  sns.plant('dan@example.com', undefined, { isConfirmed: false });
  sns.plant('eve@example.com', { reviewer: ['Eve@example.com'] });
  sns.plant('https://chat.example.com/hook', { reviewer: [{ exists: false }] }, { protocol: 'https' });

  const rows = (await snsTopic(sns.client, topicArn).list()).map((each) => subscriberRow(subscriberOf(each)));

  expect(print(rows)).toMatchInlineSnapshot(`
    "● subscriptions of approvals

      ✔ ana@example.com  its own mails
      ✔ ben@example.com  its own mails and those for everybody
      ▲ chi@example.com
          one visit to a link in a mail unsubscribes a reviewer:
          ConfirmationWasAuthenticated is false
          next: greenlight reviewers remove chi@example.com && greenlight reviewers add chi@example.com
      ▲ mallory@example.com
          a subscription gets everybody's links: it has no FilterPolicy
          next: greenlight reviewers add mallory@example.com
      ▲ dan@example.com
          a subscription was never confirmed: its ARN is PendingConfirmation
          next: greenlight reviewers add dan@example.com --resend
      ✖ eve@example.com
          a filter policy lets nothing through for its own address: FilterPolicy is
          {"reviewer":["Eve@example.com"]}
          next: greenlight reviewers add eve@example.com
      ✔ https https://chat.example.com/…  only mails for everybody"
  `);
});

test('add in 80 columns', async () => {
  const sns = new FakeSns();
  sns.plant('ben@example.com');
  const topic = snsTopic(sns.client, topicArn);

  const added = await addReviewers(topic, ['ana@example.com', 'ben@example.com'], { shared: false, resend: false });

  expect(
    print(
      added.map(({ row }) => row),
      [howToConfirm],
    ),
  ).toMatchInlineSnapshot(`
    "● subscriptions of approvals

      ▲ ana@example.com
          AWS sends it a mail to confirm; after that it gets its own mails
      ✔ ben@example.com
          its filter was corrected (it had none and got the mails of everybody):
          within 15 minutes it gets its own mails and those for everybody

    Do not click the link in that mail: a subscription that was confirmed by a click
    ends when a mail scanner follows the link at the end of any later mail. Copy the
    link, run greenlight reviewers confirm and paste it there: then only AWS
    credentials can unsubscribe the address. The link is valid for two days."
  `);
});

test('control characters of an address do not reach the terminal', () => {
  const text = print([{ mark: 'fine', who: 'ana\u001b[2J@example.com', said: 'x\u0007' }]);

  expect(text).toContain('ana@example.com  x');
  expect([...text].filter((character) => character < ' ' && character !== '\n')).toEqual([]);
});

test('colours only what they mark', () => {
  const text = print([{ mark: 'error', who: 'ana@example.com', said: 'not subscribed' }], [], true);

  expect(text).toBe(
    '\u001b[31m●\u001b[39m \u001b[1msubscriptions of approvals\u001b[22m\n\n  \u001b[31m✖\u001b[39m ana@example.com  not subscribed',
  );
});

import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import publishedSchema from '../../schemas/announcement.schema.json' with { type: 'json' };
import { topicMessage } from '../../src/announcer/channels/topic-channel.ts';
import { announcementDocument } from '../../src/announcer/formats/announcement-document.ts';
import { announcementMail } from '../../src/announcer/formats/announcement-mail.ts';
import { chatNotification } from '../../src/announcer/formats/chat-notification.ts';
import { escapeMrkdwn, limitText, neutralizeMarkdown } from '../../src/announcer/formats/hostile-text.ts';
import { slackMessage } from '../../src/announcer/formats/slack-message.ts';
import { teamsCard } from '../../src/announcer/formats/teams-card.ts';
import type { Announcement } from '../../src/announcer/news/announcement.ts';
import { requestNews } from '../../src/announcer/news/request-news.ts';
import { castVote } from '../../src/approval/request/transitions.ts';
import { newRequest, subject, vote } from '../helpers/approval.ts';
import { anyCharacter, casesOf } from '../helpers/random-cases.ts';

const rejecting = (reason: string, changes = {}) =>
  requestNews(
    castVote(newRequest({ subject: { ...subject, ...changes } }), vote({ choice: 'REJECT', reason })).request,
  ).at(-1) as Announcement;

const rejected = rejecting('the price is wrong');
const rolledBack: Announcement = {
  ...rejected,
  ...{ id: 'rolled-back', event: 'rolled-back', label: 'ROLLED BACK', gate: undefined, decision: undefined },
  ...{ cause: 'smoke failed', headline: 'my-service 1.42 on my-cluster was rolled back: smoke failed' },
};

/** In a stack at which people can sign in. */
const withPage: Announcement = {
  ...rejected,
  page: 'https://desk.example.com/deployments/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28',
};

/** What somebody might write as a reason to be read as ours, to call everybody, or to hide an address. */
const hostile = [
  '<!channel> <!here|here> <@U012AB3CD> <#C1>',
  '<https://evil.example/approve|Approve>',
  '[Approve](https://evil.example) ![x](https://evil.example/x.png)',
  '@channel @here @everyone',
  '*bold* _it_ ~gone~ `code` ```\nblock',
  'fine\n\n:white_check_mark: APPROVED by Greenlight\nDecide: https://evil.example',
  '{{DATE(2026-11-22T14:00:00Z)}} $secret',
  '\u202eevil\u2066 \u0000 \u2028 \ud800',
  '| a | b |\n# Heading\n> quote',
  '<at>Everyone</at> <script>alert(1)</script> &lt;!channel&gt;',
];

const anyText = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: anyCharacter, maxLength: 80 }),
  fc.string({ unit: fc.constantFrom(...'<>@!|*_~`[](){}#&\\\n\r\t:/ abc'), maxLength: 60 }),
  fc.nat({ max: 40 }).map((count) => 'x'.repeat(count * 300)),
);

/** Requests can be edited by hand, so that anything may be in any of these. */
const anyAnnouncement: fc.Arbitrary<Announcement> = fc
  .record({
    headline: anyText,
    next: anyText,
    release: anyText,
    cause: anyText,
    reason: anyText,
    image: anyText,
    name: anyText,
    count: fc.nat({ max: 40 }),
  })
  .map(({ headline, next, release, cause, reason, image, name, count }) => ({
    ...rejected,
    ...{ headline, next, release, cause },
    images: Array.from({ length: count }, () => ({ container: name, before: image, after: `${image}2` })),
    ...(count % 2 === 0 && { page: withPage.page }),
    decision: { status: 'REJECTED', by: name, via: 'desk', reason },
  }));

const validate = new Ajv({ allErrors: true }).compile(publishedSchema);

describe('plain text', () => {
  test('says what happened, and what happens next, in its first five lines', () => {
    const { subject: title, body } = announcementMail(rejected);

    expect(title).toBe('[REJECTED] my-service 1.42 on my-cluster');
    expect(body.split('\n').slice(0, 5)).toEqual([
      'my-service 1.42 at POST_TEST_TRAFFIC_SHIFT: rejected by ana@example.com at 2026-11-22 14:10 UTC: the price is wrong.',
      'Next:     ECS rolls back.',
      'What:     my-service 1.42 on my-cluster at POST_TEST_TRAFFIC_SHIFT',
      'When:     2026-11-22 14:10 UTC',
      '',
    ]);
    expect(body).toContain('  ui  shop/ui:1.41 -> shop/ui:1.42');
    expect(body).not.toMatch(/https?:/);
  });

  test('names the step of a linear deployment in its subject', () => {
    const { gate = { stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT', deadline: '' } } = rejected;
    const atStep = { ...rejected, gate: { ...gate, step: 25 } };

    expect(announcementMail(atStep).subject).toBe('[REJECTED] my-service 1.42 (at 25 %) on my-cluster');
    expect(JSON.stringify(slackMessage(atStep).blocks[0])).toContain(
      'REJECTED my-service 1.42 (at 25 %) on my-cluster',
    );
  });

  test('leads people who can sign in to the desk', () => {
    expect(announcementMail(withPage).body.split('\n').slice(3, 6)).toEqual([
      'When:     2026-11-22 14:10 UTC',
      `Page:     ${withPage.page}`,
      '',
    ]);
  });

  test('has a subject that SNS accepts, and one line for each of ours, no matter what anybody wrote', () => {
    fc.assert(
      fc.property(anyAnnouncement, (announcement) => {
        const { subject: title, body } = announcementMail(announcement);
        expect(title).toMatch(/^[\x20-\x7e]{1,99}$/);
        expect(body.split('\n').filter((line) => /^(Next|What|When|Page):/.test(line))).toHaveLength(
          announcement.page === undefined ? 3 : 4,
        );
      }),
      { numRuns: casesOf(300) },
    );
  });
});

describe('the document for systems', () => {
  test('is what its published schema says', () => {
    expect(announcementDocument(rejected)).toEqual({
      schemaVersion: 1,
      id: '123456789012/us-west-2/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28/decided:POST_TEST_TRAFFIC_SHIFT:vote-1',
      event: 'decided',
      at: '2026-11-22T14:10:00.000Z',
      label: 'REJECTED',
      summary: expect.stringContaining('rejected by ana@example.com'),
      next: 'ECS rolls back',
      deployment: {
        account: '123456789012',
        region: 'us-west-2',
        cluster: 'my-cluster',
        service: 'my-service',
        deploymentId: 'EZe5RNVLH6PPzHXINuP28',
        revisionId: '9313423515462893900',
        strategy: 'BLUE_GREEN',
      },
      images: [{ container: 'ui', before: 'shop/ui:1.41', after: 'shop/ui:1.42' }],
      gate: { stage: 'POST_TEST_TRAFFIC_SHIFT', deadline: '2026-11-22T14:30:00.000Z' },
      decision: { status: 'REJECTED', by: 'ana@example.com', via: 'desk', reason: 'the price is wrong' },
    });
    expect(announcementDocument(withPage)).toMatchObject({ page: withPage.page });
    for (const announcement of [rejected, withPage, rolledBack, ...requestNews(newRequest())]) {
      validate(announcementDocument(announcement));
      expect(validate.errors).toBeNull();
    }
  });

  test('never leaves its schema', () => {
    fc.assert(
      fc.property(anyAnnouncement, (announcement) => {
        validate(announcementDocument(announcement));
        expect(validate.errors).toBeNull();
      }),
      { numRuns: casesOf(200) },
    );
  });

  test('is refused by its schema if something is missing', () => {
    const { event: _event, ...rest } = announcementDocument(rejected);

    expect(validate(rest)).toBe(false);
  });
});

describe('a notification for Amazon Q Developer', () => {
  test('is threaded by deployment', () => {
    expect(chatNotification(rejected)).toEqual({
      version: '1.0',
      source: 'custom',
      id: expect.stringMatching(/decided:/),
      content: {
        textType: 'client-markdown',
        title: '🔴 REJECTED my-service 1.42 on my-cluster at POST_TEST_TRAFFIC_SHIFT',
        description: expect.stringMatching(
          /^my-service 1\.42 at .*: the price is wrong\.\nui: shop\/ui:1\.41 → shop\/ui:1\.42$/,
        ),
        nextSteps: ['ECS rolls back.'],
        keywords: ['decided', 'my-cluster', 'my-service'],
      },
      metadata: { threadId: 'EZe5RNVLH6PPzHXINuP28', summary: 'REJECTED my-service 1.42', eventType: 'decided' },
    });
  });

  test('ends with the address of the desk, as it is', () => {
    expect(chatNotification(withPage).content.description.split('\n').at(-1)).toBe(withPage.page);
  });

  test('contains no link behind a word, no mention and no markup of others', () => {
    fc.assert(
      fc.property(anyAnnouncement, (announcement) => {
        const { content } = chatNotification(announcement);
        const texts = [content.title, content.description, ...(content.nextSteps ?? [])];
        for (const text of texts) {
          expect(text).not.toMatch(/[<>[\]*~`|\\]/);
          expect(text).not.toMatch(/(^|[^\w.+-])@/);
        }
        expect(content.title.length).toBeLessThanOrEqual(250);
        expect(content.description.length).toBeLessThanOrEqual(8000);
        expect(content.description.split('\n').length).toBeLessThanOrEqual(7);
      }),
      { numRuns: casesOf(300) },
    );
  });
});

describe('a message for Slack', () => {
  test('has the news in a header and a section', () => {
    const { text, blocks } = slackMessage(rejected);

    expect(text).toBe(
      'REJECTED: my-service 1.42 at POST_TEST_TRAFFIC_SHIFT: rejected by ana@example.com at 2026-11-22 14:10 UTC: the price is wrong',
    );
    expect(blocks.map(({ type }) => type)).toEqual(['header', 'section', 'section', 'context']);
    expect(blocks[0]).toEqual({
      type: 'header',
      text: { type: 'plain_text', text: '🔴 REJECTED my-service 1.42 on my-cluster', emoji: false },
    });
  });

  test('has the link to the desk as an element of its own', () => {
    const { blocks } = slackMessage(withPage);

    expect(blocks.map(({ type }) => type)).toEqual(['header', 'section', 'section', 'rich_text', 'context']);
    expect(blocks[3]).toEqual({
      type: 'rich_text',
      elements: [
        { type: 'rich_text_section', elements: [{ type: 'link', url: withPage.page, text: 'Open on the desk' }] },
      ],
    });
  });

  test('stays within the limits, and reads nothing of others as markup', () => {
    fc.assert(
      fc.property(anyAnnouncement, (announcement) => {
        const message = slackMessage(announcement);
        expect(message.text).not.toMatch(/[<>]|&(?!(amp|lt|gt);)/);
        const others = message.blocks.filter(({ type }) => type !== 'rich_text');
        expect(message.blocks.length - others.length).toBe(announcement.page === undefined ? 0 : 1);
        const texts = others.flatMap(({ text, elements = [] }: { text?: object; elements?: object[] }) => [
          ...(text ? [text] : []),
          ...elements,
        ]) as { type: string; text: string; emoji: boolean }[];
        for (const { type, text, emoji } of texts) {
          expect({ type, emoji }).toEqual({ type: 'plain_text', emoji: false });
          expect(text.length).toBeGreaterThan(0);
          expect(text.length).toBeLessThanOrEqual(3000);
          expect(text).not.toMatch(/[\n\r]/);
        }
        expect(texts[0]?.text.length).toBeLessThanOrEqual(150);
        expect(message.blocks.at(-1)?.elements?.length).toBeLessThanOrEqual(10);
      }),
      { numRuns: casesOf(300) },
    );
  });
});

describe('a card for Teams', () => {
  test('has the news as text without markdown', () => {
    const [attachment] = teamsCard(rejected).attachments;

    expect(attachment).toMatchObject({
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: { type: 'AdaptiveCard', version: '1.4' },
    });
    expect(attachment?.content.body[0]).toEqual({
      type: 'RichTextBlock',
      inlines: [
        {
          type: 'TextRun',
          text: 'REJECTED my-service 1.42 on my-cluster',
          size: 'Medium',
          weight: 'Bolder',
          color: 'Attention',
        },
      ],
    });
  });

  test('has one action, which opens the desk', () => {
    const actionsOf = (announcement: Announcement) => teamsCard(announcement).attachments[0]?.content.actions;

    expect(actionsOf(withPage)).toEqual([{ type: 'Action.OpenUrl', title: 'Open on the desk', url: withPage.page }]);
    expect(actionsOf(rejected)).toBeUndefined();
  });

  test.each([
    ['{{DATE(2026-11-22)}}', '{ {DATE(2026-11-22)}}'],
    ['{{{', '{ { {'],
    ['{{{{', '{ { { {'],
  ])('has no date that clients would fill in: %s', (release, shown) => {
    const [attachment] = teamsCard({ ...rejected, release }).attachments;

    expect(attachment?.content.body[0]?.inlines[0]?.text).toBe(`REJECTED ${shown} on my-cluster`);
  });

  test('has no markdown and at most 28 KB', () => {
    fc.assert(
      fc.property(anyAnnouncement, (announcement) => {
        const card = teamsCard(announcement);
        expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(28 * 1024);
        const [attachment] = card.attachments;
        for (const { type, inlines } of attachment?.content.body ?? []) {
          expect(type).toBe('RichTextBlock');
          for (const { type: kind, text } of inlines) {
            expect(kind).toBe('TextRun');
            expect(text).not.toContain('{{');
          }
        }
      }),
      { numRuns: casesOf(300) },
    );
  });
});

test('a card of the longest texts in a script of three bytes a letter is under 28 KB', () => {
  const long = '漢"'.repeat(5000);
  const images = Array.from({ length: 40 }, () => ({ container: long, before: long, after: `${long}2` }));
  const card = teamsCard({ ...rejected, headline: long, next: long, release: long, images });

  expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(28 * 1024);
});

describe('one message of the topic', () => {
  test('has the right form for each protocol, and for https the one that is configured', () => {
    const read = (https: 'chat' | 'json') =>
      JSON.parse(topicMessage(rejected, https).message) as Record<string, string>;
    const document = announcementDocument(rejected);

    for (const https of ['chat', 'json'] as const) {
      const forms = read(https);
      expect(forms['default']).toBe(announcementMail(rejected).body);
      for (const protocol of ['sqs', 'lambda', 'firehose']) expect(JSON.parse(forms[protocol] ?? '')).toEqual(document);
      expect(forms['sms']?.length).toBeLessThanOrEqual(140);
    }
    expect(JSON.parse(read('chat')['https'] ?? '')).toEqual(chatNotification(rejected));
    expect(JSON.parse(read('json')['https'] ?? '')).toEqual(document);
    expect(topicMessage(rejected, 'chat').attributes).toEqual({
      event: 'decided',
      cluster: 'my-cluster',
      service: 'my-service',
    });
  });

  test('stays under the 256 KB that SNS takes', () => {
    fc.assert(
      fc.property(anyAnnouncement, (announcement) => {
        expect(Buffer.byteLength(topicMessage(announcement, 'json').message)).toBeLessThan(256 * 1024);
      }),
      { numRuns: casesOf(100) },
    );
  });
});

describe('text of others', () => {
  test.each([
    ['<!channel> & <https://evil.example|Approve>', '&lt;!channel&gt; &amp; &lt;https://evil.example|Approve&gt;'],
    ['&lt;!here&gt;', '&amp;lt;!here&amp;gt;'],
  ])('%j is harmless in mrkdwn', (text, safe) => {
    expect(escapeMrkdwn(text)).toBe(safe);
  });

  test.each([
    ['[Approve](https://evil.example) @channel', '⟦Approve⟧(https://evil.example) ＠channel'],
    ['ana@example.com at POST_TEST_TRAFFIC_SHIFT', 'ana@example.com at POST_TEST_TRAFFIC_SHIFT'],
    ['_quiet_ *loud* #1', '‗quiet‗ ∗loud∗ ＃1'],
  ])('%j is harmless in markdown', (text, safe) => {
    expect(neutralizeMarkdown(text)).toBe(safe);
  });

  test('is one line, is cut, and hides nothing', () => {
    expect(limitText(' a\n\u202eb\u200b c ', 10)).toBe('a b c');
    expect(limitText('x'.repeat(20), 10)).toBe(`${'x'.repeat(9)}…`);
    expect(limitText('\ud83d\ude00'.repeat(9), 10)).toHaveLength(10);
  });
});

import { shortId } from '../../wording/ids.ts';
import type { Announcement } from '../news/announcement.ts';
import { formatGatePlace, formatWhat } from './announcement-mail.ts';
import { dots, formatImageChanges, openOnDesk } from './chat-notification.ts';
import { escapeMrkdwn, limitText } from './hostile-text.ts';

const maxHeader = 150;
const maxSection = 3000;

/**
 * A message of Slack's Block Kit. All text of others is `plain_text`, in which nothing is a link or a mention; only the line for notifications is
 * read as `mrkdwn`, and is escaped. The link to the desk is an element of its own, so that nothing is read as one.
 *
 * @see https://docs.slack.dev/reference/block-kit/blocks
 * @see https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
 */
export function slackMessage(announcement: Announcement) {
  const { label, deployment, headline, next, tone, page } = announcement;
  const title = `${dots[tone]} ${label} ${formatWhat(announcement)}`;
  const where = `${deployment.service}${formatGatePlace(announcement)}, deployment ${shortId(deployment.deploymentId, '…')}, ${deployment.account}, ${deployment.region}`;
  return {
    text: escapeMrkdwn(limitText(`${label}: ${headline}`, maxSection)),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plain(title, maxHeader) },
      { type: 'section', text: plain(`${headline}.`, maxSection) },
      ...(next === undefined ? [] : [{ type: 'section', text: plain(`${next}.`, maxSection) }]),
      ...(page === undefined ? [] : [linkBlock(page)]),
      { type: 'context', elements: [...formatImageChanges(announcement), where].map((text) => plain(text, 500)) },
    ],
  };
}

function linkBlock(url: string) {
  const elements = [{ type: 'link', url, text: openOnDesk }];
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

function plain(text: string, maxCharacters: number) {
  return { type: 'plain_text', text: limitText(text, maxCharacters), emoji: false };
}

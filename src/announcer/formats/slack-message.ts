import { shortId } from '../../wording/ids.ts';
import type { Announcement } from '../news/announcement.ts';
import { formatGatePlace } from './announcement-mail.ts';
import { dots, formatImageChanges } from './chat-notification.ts';
import { escapeMrkdwn, limitText } from './hostile-text.ts';

const maxHeader = 150;
const maxSection = 3000;

/**
 * A message of Slack's Block Kit. All of it is `plain_text`, in which nothing is a link or a mention; only the line for notifications is read as
 * `mrkdwn`, and is escaped.
 *
 * @see https://docs.slack.dev/reference/block-kit/blocks
 */
export function slackMessage(announcement: Announcement) {
  const { label, release, deployment, headline, next, tone } = announcement;
  const title = `${dots[tone]} ${label} ${release} on ${deployment.cluster}`;
  const where = `${deployment.service}${formatGatePlace(announcement)}, deployment ${shortId(deployment.deploymentId, '…')}, ${deployment.account}, ${deployment.region}`;
  return {
    text: escapeMrkdwn(limitText(`${label}: ${headline}`, maxSection)),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plain(title, maxHeader) },
      { type: 'section', text: plain(`${headline}.`, maxSection) },
      ...(next === undefined ? [] : [{ type: 'section', text: plain(`${next}.`, maxSection) }]),
      { type: 'context', elements: [...formatImageChanges(announcement), where].map((text) => plain(text, 500)) },
    ],
  };
}

function plain(text: string, maxCharacters: number) {
  return { type: 'plain_text', text: limitText(text, maxCharacters), emoji: false };
}

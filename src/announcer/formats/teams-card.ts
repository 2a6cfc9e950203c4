import type { Announcement } from '../news/announcement.ts';
import { formatGatePlace, formatWhat } from './announcement-mail.ts';
import { formatImageChanges, openOnDesk } from './chat-notification.ts';
import { limitText } from './hostile-text.ts';

const maxTitle = 250;
const maxText = 2000;
/** All of them together stay under the 28 KB that Teams takes, in any script. */
const maxLine = 300;

/**
 * A message for a Teams workflow: an Adaptive Card whose only action opens the desk. All text is in `TextRun`s, in which there is no markdown.
 *
 * @see https://adaptivecards.io/explorer/TextRun.html
 */
export function teamsCard(announcement: Announcement) {
  const { label, deployment, headline, next, tone, page } = announcement;
  const { deploymentId, account, region } = deployment;
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      paragraph(
        `${label} ${formatWhat(announcement)}`,
        { size: 'Medium', weight: 'Bolder', color: colors[tone] },
        maxTitle,
      ),
      paragraph(`${headline}.`),
      ...(next === undefined ? [] : [paragraph(`${next}.`, {}, 1000)]),
      ...formatImageChanges(announcement).map((change) => paragraph(change, { isSubtle: true }, maxLine)),
      paragraph(
        `Deployment ${deploymentId}${formatGatePlace(announcement)}, ${account}, ${region}`,
        { isSubtle: true, size: 'Small' },
        maxLine,
      ),
    ],
    ...(page !== undefined && { actions: [{ type: 'Action.OpenUrl', title: openOnDesk, url: page }] }),
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return { type: 'message', attachments: [{ contentType, contentUrl: null, content }] };
}

const colors: Readonly<Record<Announcement['tone'], string>> = {
  waits: 'Warning',
  good: 'Good',
  bad: 'Attention',
  rest: 'Default',
};

function paragraph(text: string, style: object = {}, maxCharacters = maxText) {
  // `{{DATE(…)}}` is replaced by clients.
  const safe = limitText(text, maxCharacters).replaceAll(/\{(?=\{)/g, '{ ');
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: safe, ...style }] };
}

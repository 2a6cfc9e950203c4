import { shortImage } from '../../wording/ids.ts';
import type { Announcement } from '../news/announcement.ts';
import { globalId } from './announcement-document.ts';
import { formatGatePlace } from './announcement-mail.ts';
import { limitText, neutralizeMarkdown } from './hostile-text.ts';

const maxTitle = 250;
const maxPart = 1000;
const maxKeywords = 5;

/**
 * A custom notification of Amazon Q Developer, which brings it to Slack or Teams. All of one deployment are in one thread, if the channel allows that.
 * Amazon Q drops everything else without saying so, also a notification with unknown keys.
 *
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export function chatNotification(announcement: Announcement) {
  const { event, label, release, headline, next, deployment, tone, page } = announcement;
  const safe = (text: string) => neutralizeMarkdown(limitText(text, maxPart));
  return {
    version: '1.0',
    source: 'custom',
    id: globalId(announcement),
    content: {
      textType: 'client-markdown',
      title: neutralizeMarkdown(
        limitText(
          `${dots[tone]} ${label} ${release} on ${deployment.cluster}${formatGatePlace(announcement)}`,
          maxTitle,
        ),
      ),
      description: [
        `${safe(headline)}.`,
        ...formatImageChanges(announcement).map(safe),
        ...(page === undefined ? [] : [page]),
      ].join('\n'),
      ...(next !== undefined && { nextSteps: [`${safe(next)}.`] }),
      keywords: [event, deployment.cluster, deployment.service]
        .map((word) => limitText(word, 100))
        .slice(0, maxKeywords),
    },
    metadata: {
      threadId: deployment.deploymentId,
      summary: neutralizeMarkdown(limitText(`${label} ${release}`, maxTitle)),
      eventType: event,
    },
  };
}

/** A dot in every chat: amber waits, green goes, red rolls back, white is neither. */
export const dots: Readonly<Record<Announcement['tone'], string>> = { waits: '🟡', good: '🟢', bad: '🔴', rest: '⚪' };

/** What the link to the deployment's page says, where it can say something. */
export const openOnDesk = 'Open on the desk';

const maxImages = 5;

/** `ui: shop/ui:1.41 → shop/ui:1.42`, for each image that changes. */
export function formatImageChanges({ images }: Pick<Announcement, 'images'>): string[] {
  return images
    .filter(({ before, after }) => before !== after)
    .slice(0, maxImages)
    .map(
      ({ container, before, after }) => `${container}: ${before ? shortImage(before) : 'new'} → ${shortImage(after)}`,
    );
}

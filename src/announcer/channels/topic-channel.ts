import { announcementDocument } from '../formats/announcement-document.ts';
import { announcementAttributes, announcementMail, mailSubject } from '../formats/announcement-mail.ts';
import { chatNotification } from '../formats/chat-notification.ts';
import type { Announcement } from '../news/announcement.ts';
import type { Channel } from '../outbox/lane.ts';

/** What SNS gets: a message for each protocol of its subscriptions. */
export type TopicMessage = {
  subject: string;
  /** JSON of strings, by protocol, with a `default`; SNS calls it a MessageStructure of `json`. */
  message: string;
  attributes: Readonly<Record<string, string>>;
};

/** Resolves once SNS has accepted the message. */
export type PublishToTopic = (message: TopicMessage, signal: AbortSignal) => Promise<void>;

/** For whom a subscription with https is: Amazon Q Developer, or a system that wants the document. SNS has one message for both. */
export type HttpsFormat = 'chat' | 'json';

/**
 * Announces everything on one topic: in plain text to mail and text messages, as a custom notification to Amazon Q Developer, and as a document to queues,
 * functions and streams. It contains no personal link, so anybody may subscribe.
 */
export function topicChannel(publish: PublishToTopic, https: HttpsFormat): Channel {
  return (announcements) => [
    {
      name: 'topic',
      announcements,
      send: (announcement, signal) => publish(topicMessage(announcement, https), signal),
    },
  ];
}

/** Without the images if they are what makes it too long for SNS. */
export function topicMessage(announcement: Announcement, https: HttpsFormat): TopicMessage {
  const whole = formsOf(announcement, https);
  return {
    subject: mailSubject(announcement),
    message: Buffer.byteLength(whole) <= maxBytes ? whole : formsOf({ ...announcement, images: [] }, https),
    attributes: announcementAttributes(announcement.event, announcement.deployment),
  };
}

/** SNS takes 256 KB, with the attributes. */
const maxBytes = 240_000;

function formsOf(announcement: Announcement, https: HttpsFormat): string {
  const { body } = announcementMail(announcement);
  const document = JSON.stringify(announcementDocument(announcement));
  return JSON.stringify({
    ...{ default: body, email: body, sms: shortText(announcement) },
    https: https === 'chat' ? JSON.stringify(chatNotification(announcement)) : document,
    ...{ sqs: document, lambda: document, firehose: document },
  });
}

const maxText = 140;

/** One text message, not several that are paid for. */
function shortText(announcement: Announcement): string {
  const text = `${announcement.label}: ${announcement.headline}`.replace(/[^\x20-\x7e]/g, '?');
  return text.length > maxText ? `${text.slice(0, maxText - 3)}...` : text;
}

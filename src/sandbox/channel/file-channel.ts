import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { slackMessage } from '../../announcer/formats/slack-message.ts';
import type { Announcement } from '../../announcer/news/announcement.ts';
import type { Channel } from '../../announcer/outbox/lane.ts';
import { parseJson } from '../../hook/parse-json.ts';
import { hasCode } from '../../storage/file/file-lock.ts';

const messageSchema = v.object({
  /** The deployment. */
  thread: v.string(),
  /** ISO 8601, UTC. */
  at: v.pipe(v.string(), v.isoTimestamp()),
  title: v.string(),
  lines: v.array(v.string()),
  /** What is below it in small letters. */
  context: v.array(v.string()),
  page: v.optional(v.string()),
});

/** An announcement, as everybody in a chat's channel sees it. */
export type ChannelMessage = v.InferOutput<typeof messageSchema>;

/** Announces everything in a file, one line for each message: the channel that a team would share. */
export function fileChannel(folder: string): Channel {
  return (announcements) => [
    {
      name: 'channel',
      announcements,
      send: (announcement) => appendFile(fileIn(folder), `${JSON.stringify(messageOf(announcement))}\n`),
    },
  ];
}

/** Oldest first. Lines that are not messages are left out; without a file there are none. */
export async function readChannel(folder: string): Promise<ChannelMessage[]> {
  const text = await readFile(fileIn(folder), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => {
    const parsed = v.safeParse(messageSchema, parseJson(line));
    return parsed.success ? [parsed.output] : [];
  });
}

function fileIn(folder: string): string {
  return join(folder, 'channel.jsonl');
}

/** The texts of the message that Slack would get. */
function messageOf(announcement: Announcement): ChannelMessage {
  const { deployment, at, page } = announcement;
  const texts = slackMessage(announcement).blocks.map((block) => ({
    type: block.type,
    texts: 'text' in block ? [block.text.text] : block.elements.flatMap((one) => ('text' in one ? [one.text] : [])),
  }));
  const textsOf = (type: string) => texts.flatMap((block) => (block.type === type ? block.texts : []));
  return {
    ...{ thread: deployment.deploymentId, at, title: textsOf('header').join(), lines: textsOf('section') },
    context: textsOf('context'),
    ...(page !== undefined && { page }),
  };
}

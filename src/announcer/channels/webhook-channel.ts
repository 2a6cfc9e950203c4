import { shorten } from '../../wording/values.ts';
import type { Announcement } from '../news/announcement.ts';
import { type Channel, RetryLaterError } from '../outbox/lane.ts';
import type { Pace } from './channel-pace.ts';
import { readWebhookUrl, type WebhookKind } from './webhook-url.ts';

/** Posts JSON and follows no redirect. Rejects if there was no response. */
export type PostJson = (
  url: string,
  body: object,
  signal: AbortSignal,
) => Promise<{ status: number; retryAfterSeconds: number | undefined; text: string }>;

export type WebhookParts = {
  kind: WebhookKind;
  /** Reads the secret with the address; cached until something fails. */
  readSecret(signal: AbortSignal): Promise<string | undefined>;
  post: PostJson;
  format(announcement: Announcement): object;
  pace: Pace;
};

/** Announces everything in a chat, through an address that is a secret. The address is in no log line and in no error. */
export function webhookChannel(parts: WebhookParts): Channel {
  let url: Promise<string> | undefined;
  const name = parts.kind.name.toLowerCase();

  async function send(announcement: Announcement, signal: AbortSignal): Promise<void> {
    await parts.pace(signal);
    url ??= parts.readSecret(signal).then((secret) => readWebhookUrl(secret, parts.kind));
    try {
      await deliver(parts, await url, announcement, signal);
    } catch (error) {
      url = undefined;
      throw error;
    }
  }

  return (announcements) => [{ name, announcements, send }];
}

async function deliver(
  { kind, post, format }: WebhookParts,
  url: string,
  announcement: Announcement,
  signal: AbortSignal,
): Promise<void> {
  const response = await post(url, format(announcement), signal).catch((error: unknown) => {
    throw new Error(`${kind.name} could not be reached: ${codeOf(error)}`);
  });
  const { status, retryAfterSeconds, text } = response;
  if (status >= 200 && status < 300) return;
  const said = text.includes('://') ? '' : `, ${shorten(text)}`;
  const problem = `${kind.name} answered with status ${status}${said}`;
  if (retryAfterSeconds !== undefined) throw new RetryLaterError(problem, retryAfterSeconds * 1000);
  throw new Error(problem);
}

/** Without its message, which may quote the address. */
function codeOf(error: unknown): string {
  const { code, cause, name } = error as { code?: unknown; cause?: { code?: unknown }; name?: unknown };
  return String(cause?.code ?? code ?? name ?? 'no response');
}

import { shorten } from '../../wording/values.ts';

/** The methods of Slack's Web API that we call. */
export type SlackMethod = 'views.open' | 'chat.postMessage' | 'chat.update';

/** Posts JSON to a method, with the token as its bearer, and follows no redirect. Rejects if there was no response. */
export type PostToSlack = (
  method: SlackMethod,
  call: { token: string; body: object; signal: AbortSignal },
) => Promise<{ status: number; retryAfterSeconds: number | undefined; json: unknown }>;

/** Slack did not do what it was asked for. `code` is its own word, such as `channel_not_found`. */
export class SlackError extends Error {
  override name = 'SlackError';
  declare readonly code: string;
  /** When it may be asked again, if it says so. */
  declare readonly retryAfterSeconds: number | undefined;

  constructor(method: SlackMethod, code: string, retryAfterSeconds: number | undefined) {
    super(`Slack refused ${method}: ${shorten(code)}`);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * Calls a method. Slack answers most errors with status 200 and `ok: false`.
 *
 * @returns what Slack answered
 * @throws SlackError, without the token
 * @see https://docs.slack.dev/apis/web-api/
 */
export async function callSlack(
  post: PostToSlack,
  method: SlackMethod,
  call: { token: string; body: object; signal: AbortSignal },
): Promise<{ ok: true; ts?: unknown; channel?: unknown }> {
  const answered = await post(method, call).catch((error: unknown) => {
    const { code, cause, name } = error as { code?: unknown; cause?: { code?: unknown }; name?: unknown };
    throw new SlackError(method, `it could not be reached (${String(cause?.code ?? code ?? name)})`, undefined);
  });
  const { status, retryAfterSeconds, json } = answered;
  const said = (json ?? {}) as { ok?: unknown; error?: unknown };
  if (status === 200 && said.ok === true) return said as { ok: true };
  throw new SlackError(method, typeof said.error === 'string' ? said.error : `status ${status}`, retryAfterSeconds);
}

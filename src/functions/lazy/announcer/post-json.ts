import type { PostJson } from '../../../announcer/channels/webhook-channel.ts';

const maxCharacters = 500;

/** Follows no redirect: the address was checked, and the next one was not. Of what was answered only the beginning is read. */
export const postJson: PostJson = async (url, body, signal) => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
    redirect: 'manual',
    signal,
  });
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterSeconds = Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
  const text = await response.text();
  return { status: response.status, retryAfterSeconds, text: text.slice(0, maxCharacters) };
};

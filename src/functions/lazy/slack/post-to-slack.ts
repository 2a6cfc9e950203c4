import type { PostToSlack } from '../../../approval/slack/call-slack.ts';
import { parseJson } from '../../../hook/parse-json.ts';

/** Slack's Web API, called with JSON. */
export function slackPoster(api = 'https://slack.com/api'): PostToSlack {
  return async (method, { token, body, signal }) => {
    const response = await fetch(`${api}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal,
    });
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    const retryAfterSeconds = Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
    return { status: response.status, retryAfterSeconds, json: parseJson(await response.text()) };
  };
}

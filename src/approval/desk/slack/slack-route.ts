import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { formatError } from '../../../wording/values.ts';
import type { DeskEnv, DeskParts } from '../desk-parts.ts';

const interactionsPath = '/slack/interactions';
const route = `POST ${interactionsPath}`;
const maxBodyBytes = 256 * 1024;

/** Adds the route to which Slack sends what people do with the messages of the app. Everything else about it is loaded when Slack does. */
export function addSlackRoute(desk: Hono<DeskEnv>, parts: DeskParts, load: NonNullable<DeskParts['slack']>): void {
  desk.post(interactionsPath, bodyLimit({ maxSize: maxBodyBytes, onError: (c) => c.body(null, 413) }), async (c) => {
    try {
      const sent = {
        timestamp: c.req.header('x-slack-request-timestamp'),
        signature: c.req.header('x-slack-signature'),
        body: new Uint8Array(await c.req.arrayBuffer()),
      };
      const { status, body, did, about } = await (await load())(parts, sent, c.get('deadlines'));
      parts.logger.info(`the desk ${did}`, { route, status, ...about });
      return body ? c.json(body, status) : c.body(null, status);
    } catch (error) {
      parts.logger.error('the desk could not answer Slack', { route, error: formatError(error) });
      return c.body(null, 503);
    }
  });
  desk.all(interactionsPath, (c) => c.body(null, 405, { allow: 'POST' }));
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { slackPoster } from '../../../../src/functions/lazy/slack/post-to-slack.ts';
import { neverAborted } from '../../../helpers/approval.ts';

test('a call of Slack is JSON with the token as its bearer, and a redirect is not followed', async () => {
  const seen: object[] = [];
  const server = createServer((incoming, outgoing) => {
    let body = '';
    incoming.on('data', (chunk) => {
      body += String(chunk);
    });
    incoming.on('end', () => {
      const { 'content-type': type, authorization } = incoming.headers;
      seen.push({ method: incoming.method, url: incoming.url, type, authorization, body });
      if (incoming.url?.endsWith('views.open')) outgoing.writeHead(302, { location: '/elsewhere' }).end();
      else if (incoming.url?.endsWith('chat.update')) outgoing.writeHead(429, { 'retry-after': '30' }).end('no');
      else outgoing.writeHead(200).end('{"ok":true,"ts":"1.2"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const post = slackPoster(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api`);
  const call = { token: 'xoxb-1', body: { text: 'grün' }, signal: neverAborted };

  expect(await post('chat.postMessage', call)).toEqual({
    ...{ status: 200, retryAfterSeconds: undefined, json: { ok: true, ts: '1.2' } },
  });
  expect(await post('chat.update', call)).toEqual({ status: 429, retryAfterSeconds: 30, json: undefined });
  expect(await post('views.open', call)).toMatchObject({ status: 302 });
  await expect(post('chat.update', { ...call, signal: AbortSignal.abort() })).rejects.toThrow(/aborted/);
  const type = 'application/json; charset=utf-8';
  expect(seen[0]).toEqual({
    ...{ method: 'POST', url: '/api/chat.postMessage', type, authorization: 'Bearer xoxb-1', body: '{"text":"grün"}' },
  });
  expect(seen).toHaveLength(3);
});

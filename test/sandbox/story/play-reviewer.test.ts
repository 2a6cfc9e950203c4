import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { serve } from '../../../src/sandbox/servers/serve.ts';
import { decideByLinks } from '../../../src/sandbox/story/play-reviewer.ts';

const undoing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undoing.splice(0).reverse()) await undo();
});

const form = { choice: 'approve', looked: 'yes', reason: 'looks good' } as const;

test('the reviewer reloads the page if the desk says that the request has changed', async () => {
  const { url, posted } = await startDesk([409, 409, 200]);
  const said = Promise.withResolvers<void>();
  const lines: string[] = [];
  const stopped = new AbortController();

  const deciding = decideByLinks([`${url}/mailbox/ana`], form, {
    say(line) {
      lines.push(line.trim());
      if (line.includes('the reviewer reads')) said.resolve();
    },
    signal: stopped.signal,
    nextChange: async () => void (await once(stopped.signal, 'abort')),
  });
  await said.promise;
  stopped.abort();
  await deciding;

  expect(posted()).toEqual(['nonce-1', 'nonce-2', 'nonce-3']);
  expect(lines.at(-1)).toBe('the reviewer reads: Approved: retail-ui');
});

test('the reviewer gives up if the desk keeps refusing, with its status', async () => {
  const { url } = await startDesk(Array(9).fill(409));

  const deciding = decideByLinks([`${url}/mailbox/ana`], form, {
    say() {},
    signal: new AbortController().signal,
    nextChange: () => new Promise(() => {}),
  });

  await expect(deciding).rejects.toThrow(/^http:\/\/127\.0\.0\.1:\d+ answered 409 to the reviewer$/);
});

/** A mailbox with one mail, which arrives after the first check because earlier mails are not for this reviewer, and a desk with these answers. */
async function startDesk(statuses: number[]) {
  const nonces: string[] = [];
  let looks = 0;
  let pages = 0;
  const page = () => `<h1>Approve retail-ui?</h1><input type="hidden" name="nonce" value="nonce-${++pages}">`;
  const server = createServer(async (request, response) => {
    if (request.url === '/mailbox/ana') {
      response.end(looks++ > 0 ? `<a href="http://${request.headers.host}/a/token">Decide</a>` : '');
      return;
    }
    if (request.method === 'GET') {
      response.end(page());
      return;
    }
    let body = '';
    for await (const chunk of request) body += chunk;
    nonces.push(new URLSearchParams(body).get('nonce') ?? '');
    const status = statuses.shift() ?? 200;
    response.writeHead(status).end(status === 200 ? '<h1>Approved: retail-ui</h1>' : page());
  });
  const { url, stop } = await serve(server, { port: 0 });
  undoing.push(stop);
  return { url, posted: () => nonces };
}

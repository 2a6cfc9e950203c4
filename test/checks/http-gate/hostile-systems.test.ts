import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { httpProbe } from '../../../src/checks/smoke/probe/http-probe.ts';
import { closedPort, serveHttps, serveTcp } from '../smoke/local-servers.ts';
import { selfSigned } from '../smoke/self-signed.ts';
import { AskedSystem, answerJson } from './run-http-gate.ts';

const passed = '{"status":"passed"}';

describe('a system that', () => {
  test.each([
    ['redirects', answerJson(passed, 302), /status 302: redirects are not followed/],
    ['passes with an error', answerJson(passed, 500), /status 500/],
    ['is not there', answerJson(passed, 404), /status 404/],
    ['does not know us', answerJson(passed, 401), /status 401/],
    ['has nothing to say', answerJson('', 204), /content-type|not valid JSON/],
    [
      'answers with a page',
      answerJson('<html>passed</html>', 200, 'text/html'),
      /content-type is not application\/json/,
    ],
    ['answers as text', answerJson(passed, 200, 'text/plain'), /content-type is not application\/json/],
    ['answers as a page with JSON', answerJson(passed, 200, 'text/html; application/json'), /content-type/],
    ['answers with something else', answerJson('{"ok":true}'), /gave no valid answer: status: missing/],
    ['answers too much', answerJson(`{"status":"passed","reason":"${'x'.repeat(70_000)}"}`), /longer than 64 KiB/],
  ])('%s never passes', async (_what, answer, reason) => {
    const system = await AskedSystem.start(answer);

    expect(await system.ask()).toMatchObject({ kind: 'error', reason: expect.stringMatching(reason) });
    expect(system.received).toHaveLength(1);
  });

  test('compresses its answer never passes', async () => {
    const system = await AskedSystem.start((_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync(passed)),
    );

    expect(await system.ask()).toMatchObject({ kind: 'error', reason: expect.stringContaining('compressed') });
  });

  test('sends a body without an end never passes', async () => {
    const piece = Buffer.alloc(64 * 1024, ' ');
    const system = await AskedSystem.start((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(piece));
      };
      response.writeHead(200, { 'content-type': 'application/json' }).on('drain', more).write(passed);
      more();
    });

    expect(await system.ask()).toMatchObject({ kind: 'error', reason: expect.stringContaining('longer than 64 KiB') });
  });

  test.each([
    ['says nothing', '', /no answer within 1000 ms/],
    [
      'never finishes a pass',
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n${passed}`,
      /did not end in time/,
    ],
  ])('%s is given up on', async (_what, bytes, reason) => {
    const { port } = await serveTcp((socket) => socket.once('data', () => socket.write(bytes)));
    const system = Object.assign(new AskedSystem(), { port });

    expect(await system.ask({ timeoutSeconds: 1 })).toMatchObject({
      kind: 'error',
      reason: expect.stringMatching(reason),
    });
  });

  test('hangs up, or is not there, never passes', async () => {
    const { port } = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()));

    expect(await Object.assign(new AskedSystem(), { port }).ask()).toMatchObject({ kind: 'error' });
    expect(await Object.assign(new AskedSystem(), { port: await closedPort() }).ask()).toMatchObject({
      kind: 'error',
      reason: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('has a certificate that nobody knows is sent nothing', async () => {
    const server = await serveHttps(selfSigned('localhost'), answerJson(passed));
    const system = Object.assign(new AskedSystem(), { port: server.port });
    system.parts = { hosts: [`localhost:${server.port}`] };

    expect(await system.ask({ url: `https://localhost:${server.port}/` })).toMatchObject({
      kind: 'error',
      reason: expect.stringContaining('self-signed'),
    });
    expect(server.requests).toEqual([]);
  });

  test('has a name that leads to a forbidden address is sent nothing', async () => {
    const system = await AskedSystem.start({ status: 'passed' });
    const probe = httpProbe({ lookup: (_name, _options, callback) => callback(null, '169.254.169.254', 4) });
    system.parts = { probe, hosts: ['gates.example.com'] };

    expect(await system.ask({ url: 'https://gates.example.com' })).toEqual({
      kind: 'fail',
      reason: 'hookDetails.url: gates.example.com leads to a link-local address, where metadata services are',
    });
  });
});

import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns';
import { once } from 'node:events';
import type { LookupFunction } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { sendProbe } from '../probe-requests.ts';

const codes = { noError: 0, serverFailure: 2, noSuchName: 3, refused: 5 } as const;

test.each<[string, keyof typeof codes | 'silent', string]>([
  ['does not know the name', 'noSuchName', 'no such host name (ENOTFOUND)'],
  ['fails', 'serverFailure', 'name server failed (ESERVFAIL)'],
  ['refuses to answer', 'refused', 'name server refuses to answer (EREFUSED)'],
  ['never answers', 'silent', 'no address of the host name within 500 ms'],
])('a name server that %s has a reason of its own', async (_what, answer, problem) => {
  const lookup = await serveNames(answer);

  const outcome = await sendProbe(
    { hostname: 'test.shop.example', timeoutMs: answer === 'silent' ? 500 : 5000 },
    { lookup },
  );

  expect(outcome).toMatchObject({ kind: 'transport', problem, isUnsent: true });
});

test('a name that a name server leads to metadata is refused before anything is sent', async () => {
  const lookup = await serveNames('noError', [169, 254, 169, 254]);

  expect(await sendProbe({ hostname: 'test.shop.example' }, { lookup })).toEqual({
    kind: 'refused',
    problem: 'test.shop.example leads to a link-local address, where metadata services are',
  });
});

/** A lookup that asks a name server of this test over UDP. */
async function serveNames(
  answer: keyof typeof codes | 'silent',
  address: readonly number[] = [],
): Promise<LookupFunction> {
  const server = createSocket('udp4');
  server.on('message', (query, { port, address: from }) => {
    if (answer !== 'silent') server.send(respond(query, codes[answer], address), port, from);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const resolver = new Resolver({ timeout: 10_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.address().port}`]);
  onTestFinished(() => {
    resolver.cancel();
    server.close();
  });
  return (hostname, { all }, found) =>
    resolver.resolve4(hostname, (error, addresses = []) => {
      const [first = ''] = addresses;
      if (error || !all) found(error, first, 4);
      else
        found(
          null,
          addresses.map((each) => ({ address: each, family: 4 })),
        );
    });
}

/** The question again, with a code and at most one address. @see https://www.rfc-editor.org/rfc/rfc1035#section-4 */
function respond(query: Buffer, code: number, address: readonly number[]): Buffer {
  const head = Buffer.from(query.subarray(0, 12));
  head.writeUInt16BE(0x8180 | code, 2);
  head.writeUInt16BE(address.length === 0 ? 0 : 1, 6);
  head.writeUInt32BE(0, 8);
  const end = query.indexOf(0, 12) + 5;
  const record = address.length === 0 ? [] : [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address];
  return Buffer.concat([head, query.subarray(12, end), Buffer.from(record)]);
}

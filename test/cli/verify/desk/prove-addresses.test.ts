import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { StackOutputs } from '../../../../src/cli/aws/stack.ts';
import { proveAddresses } from '../../../../src/cli/verify/desk/prove-addresses.ts';

const decideArn = 'arn:aws:execute-api:eu-central-1:111122223333:abcdef/$default/POST/decisions';
const { signal } = new AbortController();

function stackWith(parameters: Record<string, string>, deskUrl = 'https://approve.example.com'): StackOutputs {
  const all = new Map([['DecideArn', decideArn]]);
  return {
    stackName: 'greenlight',
    deskUrl,
    all,
    parameters: new Map(Object.entries(parameters)),
  } as unknown as StackOutputs;
}

/** What answers at API Gateway's own address, whose name is not looked up here. */
function answering(answer: () => Response): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    return answer();
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  return asked;
}

describe("API Gateway's own address of a desk with a domain", () => {
  const stack = stackWith({ DeskDomainName: 'approve.example.com' });

  test.each([403, 404])('is closed if API Gateway answers %i', async (status) => {
    const asked = answering(() => new Response('{"message":"Forbidden"}', { status }));

    expect(await proveAddresses(stack, signal)).toMatchObject([{ id: 'desk-own-address', result: 'proved' }]);
    expect(asked).toEqual(['https://abcdef.execute-api.eu-central-1.amazonaws.com/']);
  });

  test.each<[string, ResponseInit]>([
    ['shows its first page', { status: 200 }],
    ['refuses it itself', { status: 404, headers: { 'x-robots-tag': 'noindex, nofollow' } }],
  ])('is open if the desk %s', async (_what, init) => {
    answering(() => new Response('', init));

    expect(await proveAddresses(stack, signal)).toMatchObject([
      { id: 'desk-own-address', result: 'failed', next: expect.stringContaining('detect-stack-drift') },
    ]);
  });

  test('is not known if nothing answers', async () => {
    answering(() => {
      throw new TypeError('fetch failed');
    });

    expect(await proveAddresses(stack, signal)).toMatchObject([{ id: 'desk-own-address', result: 'unknown' }]);
  });

  test('is not asked if the desk has no domain', async () => {
    const asked = answering(() => new Response(''));

    expect(await proveAddresses(stackWith({}), signal)).toEqual([]);
    expect(asked).toEqual([]);
  });
});

describe('beginning to sign in', () => {
  test.each<[string, number, string | undefined, string]>([
    ['is proved if it leads to the provider', 303, 'https://login.example.com/authorize?state=secret', 'proved'],
    ['is found if it leads back to the desk', 303, '/', 'failed'],
    ['is found if the provider cannot be reached', 503, undefined, 'failed'],
  ])('%s', async (_what, status, location, result) => {
    const server = createServer((_request, response) => {
      response.writeHead(status, location === undefined ? {} : { location }).end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void server.close());
    const deskUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    const proofs = await proveAddresses(stackWith({ OidcIssuer: 'https://login.example.com' }, deskUrl), signal);

    expect(proofs).toMatchObject([{ id: 'desk-sign-in', result }]);
    expect(JSON.stringify(proofs)).not.toContain('secret');
  });
});

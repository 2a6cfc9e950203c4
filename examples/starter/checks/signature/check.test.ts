import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defineHook } from 'ecs-greenlight';
import { answerEvent, simulateDeployment, VirtualClock } from 'ecs-greenlight/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { signatureCheck } from './check.ts';
import event from './event.json' with { type: 'json' };
import { type FakeSignature, fakeRegistry, newKeys } from './fake.ts';
import { downloadFile } from './read-registry.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const ours = newKeys();
const others = newKeys();
const details = { publicKey: ours.publicKey };

/** A whole deployment, on a clock that takes no time. */
function deploy(
  signatures: readonly FakeSignature[],
  image?: string,
  config: Record<string, string | string[]> = details,
) {
  return simulateDeployment({
    strategy: 'BLUE_GREEN',
    hooks: ({ clock }) => [
      {
        name: 'my-check',
        handler: defineHook({ check: signatureCheck(fakeRegistry(clock, signatures, image)), clock, logger: silent }),
        at: 'POST_SCALE_UP',
        hookDetails: config,
      },
    ],
  });
}

describe('my-check', () => {
  test('passes an image that is signed', async () => {
    const { status, hooks } = await deploy([{ signer: ours.signer }]);

    expect(status).toBe('SUCCESSFUL');
    expect(hooks[0]).toMatchObject({
      reason: 'image of app is signed',
      calls: [{ answer: { hookStatus: 'SUCCEEDED' } }],
    });
  });

  test('waits until the pipeline has signed', async () => {
    const { status, hooks } = await deploy([{ signer: ours.signer, afterMinutes: 4 }]);

    expect(status).toBe('SUCCESSFUL');
    expect(hooks[0]?.calls[0]).toMatchObject({
      answer: { hookStatus: 'IN_PROGRESS', reason: 'image of app is not signed' },
    });
    expect(hooks[0]?.seconds).toBeGreaterThanOrEqual(240);
  });

  test('rolls back an image that nobody signs in time', async () => {
    const { status, hooks } = await deploy([]);

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(hooks[0]).toMatchObject({ reason: 'image of app is not signed after 10 min' });
    expect(hooks[0]?.seconds).toBeLessThan(660);
  });

  test.each<[string, FakeSignature]>([
    ['by another key', { signer: others.signer }],
    ['for another image', { signer: ours.signer, digest: `sha256:${'ff'.repeat(32)}` }],
    ['with garbage', { signer: () => 'Z2FyYmFnZQ==' }],
  ])('rolls back at once an image that is signed %s', async (_, signature) => {
    const { status, hooks } = await deploy([signature]);

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(hooks[0]).toMatchObject({
      reason: 'image of app is signed by another key, or for another image',
      calls: [{}],
    });
  });

  test('needs one signature by the right key among several', async () => {
    const { status } = await deploy([{ signer: others.signer }, { signer: ours.signer }]);

    expect(status).toBe('SUCCESSFUL');
  });

  test('takes the digest from an image that is pinned', async () => {
    const { status } = await deploy(
      [{ signer: ours.signer }],
      `123456789012.dkr.ecr.us-west-2.amazonaws.com/shop@sha256:${'00'.repeat(32)}`,
    );

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
  });

  test('does not pass an image that it cannot check, or a version of which nothing is left to check', async () => {
    const elsewhere = await deploy([{ signer: ours.signer }], 'docker.io/library/nginx:1');
    const nothing = await deploy([], undefined, { ...details, except: ['app'] });

    expect(elsewhere.hooks[0]?.reason).toContain('docker.io/library/nginx is not a repository of ECR');
    expect(elsewhere.status).toBe('ROLLBACK_SUCCESSFUL');
    expect(nothing.hooks[0]?.reason).toBe('the new version has no image to check');
  });

  test.each(['ssh-rsa AAAA', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n'])(
    'refuses the key %j',
    async (publicKey) => {
      const { hooks } = await deploy([], undefined, { publicKey });

      expect(hooks[0]?.reason).toContain('publicKey');
    },
  );

  test("answers ECS's event", async () => {
    const clock = new VirtualClock();
    const check = signatureCheck(fakeRegistry(clock, [{ signer: ours.signer }]));
    const answered = await answerEvent(defineHook({ check, clock, logger: silent }), {
      ...event,
      hookDetails: details,
    });

    expect(answered).toMatchObject({ verdict: 'succeeded' });
  });
});

test('a layer that cannot be read is an error without its secret address', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/layer?X-Amz-Signature=s3cr3t') response.end('payload');
    else response.writeHead(403).end();
  });
  onTestFinished(() => void server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/layer?X-Amz-Signature=s3cr3t`;

  expect(Buffer.from(await downloadFile(url, AbortSignal.timeout(5_000))).toString()).toBe('payload');
  await expect(downloadFile(`${url}x`, AbortSignal.timeout(5_000))).rejects.toThrow(/^[^?]* status 403$/);
});

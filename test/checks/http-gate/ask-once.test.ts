import { describe, expect, test } from 'vitest';
import { composeQuestion } from '../../../src/checks/http-gate/ask/gate-question.ts';
import { type HttpGateParts, httpGateCheck } from '../../../src/checks/http-gate/http-gate-check.ts';
import { httpProbe } from '../../../src/checks/smoke/probe/http-probe.ts';
import type { EcsRevision } from '../../../src/deployment/ecs.ts';
import type { CheckContext } from '../../../src/hook/check.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { FakeEcs } from '../../deployment/fake-readers.ts';
import { contextFor } from '../check-context.ts';
import { closedPort } from '../smoke/local-servers.ts';
import { AskedSystem, asking, webhookKey } from './run-http-gate.ts';

describe('the time of a call', () => {
  /** The check with what its probe and its function are given. */
  async function ask(hookDetails: JsonObject, change: Partial<CheckContext<never>>) {
    const given: { timeoutMs?: number; signal?: AbortSignal } = {};
    const probe = httpProbe();
    const parts: HttpGateParts = {
      ...{ hosts: ['gates.example.com'], callbacks: undefined, ecs: new FakeEcs() },
      probe: {
        ...probe,
        open: () => ({
          async send({ timeoutMs }) {
            given.timeoutMs = timeoutMs;
            return { kind: 'transport', problem: 'nobody is there', cause: undefined };
          },
          close() {},
        }),
      },
      functions: {
        async call(_name, _body, ofCall) {
          given.signal = ofCall;
          return { kind: 'answered', body: Buffer.from('{"status":"passed"}') };
        },
      },
      loadSecretReader: async () => ({ readSecret: async () => webhookKey, readParameter: async () => webhookKey }),
    };
    const check = httpGateCheck(parts);
    const verdict = await check.run(asking, { ...(await contextFor(check, hookDetails)), ...change });
    return { verdict, given };
  }

  const url = { url: 'https://gates.example.com', secret: 'secretsmanager:shop/gate-key' };

  test.each([
    [60_000, 10_000],
    [11_000, 10_000],
    [5000.9, 4000],
    [1001, 1],
  ])('leaves, of %d ms, one second to answer ECS: %i', async (remaining, timeoutMs) => {
    expect((await ask(url, { remainingMs: () => remaining })).given).toEqual({ timeoutMs });
  });

  test.each([1000, 0, -5])('is up if there are %i ms, and then nobody is asked', async (remaining) => {
    expect(await ask(url, { remainingMs: () => remaining })).toEqual({
      verdict: {
        ...{ kind: 'error', state: { errors: 1 } },
        reason: 'gates.example.com did not answer: this call ran out of time before it could ask',
      },
      given: {},
    });
  });

  test('ends for a function too when the call is stopped', async () => {
    const stop = new AbortController();
    const { verdict, given } = await ask({ lambda: 'shop-gate' }, { signal: stop.signal });
    expect(verdict).toEqual({ kind: 'pass', reason: 'function shop-gate says passed' });
    expect(given.signal?.aborted).toBe(false);
    stop.abort();

    expect(given.signal?.aborted).toBe(true);
  });
});

test('a call without a connection is an error with its cause', async () => {
  const system = Object.assign(new AskedSystem(), { port: await closedPort() });

  expect(await system.ask()).toMatchObject({ kind: 'error', cause: expect.any(Error) });
  expect(system.check.name).toBe('http-gate');
});

describe('the question', () => {
  async function compose(revision: EcsRevision | Error | undefined, change: Partial<typeof asking> = {}) {
    const ecs = new FakeEcs();
    if (revision instanceof Error) ecs.broken.revisions = revision;
    else if (revision) ecs.revisions.set(asking.revisionArn, revision);
    const warnings: unknown[] = [];
    const check = new AskedSystem().check;
    const context = await contextFor<never>(check, { lambda: 'shop-gate' });
    const logger = { ...context.logger, warn: (...given: unknown[]) => void warnings.push(given) };
    const question = await composeQuestion({ ...asking, ...change }, { ...context, logger }, new Date(0), null, ecs);
    return { question, warnings };
  }

  test('has the same id in every version of this check, so that an update does not look like another gate', async () => {
    const { question } = await compose(undefined);

    expect(question.id).toBe('gate_OuwS0JbVrj9XIQpUol1xOmZIfPF3ya0a');
    expect((await compose(undefined, { deploymentArn: undefined })).question.id).toBe(
      'gate_DP3VUNDNzeU90rAaORL47_vyzs-e-Wtm',
    );
  });

  test('has at most 50 images', async () => {
    const containerImages = Array.from({ length: 51 }, (_, number) => ({ containerName: `c${number}` }));
    const { question } = await compose({ serviceRevisionArn: asking.revisionArn, containerImages });

    expect(question.images).toHaveLength(50);
    expect(question.images?.[49]).toEqual({ container: 'c49', image: null, digest: null });
  });

  test.each([undefined, { serviceRevisionArn: asking.revisionArn }])(
    'has no images if ECS lists none: %j',
    async (revision) => {
      expect(await compose(revision)).toMatchObject({ question: { images: null }, warnings: [] });
    },
  );

  test('has no images if they cannot be read, which is logged', async () => {
    expect(await compose(new Error('throttled'))).toMatchObject({
      question: { images: null },
      warnings: [['the images of the new version could not be read for http-gate', { error: 'throttled' }]],
    });
  });
});

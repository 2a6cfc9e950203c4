import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { webhookKey } from '../../checks/http-gate/run-http-gate.ts';
import { builtFunctions } from '../../helpers/built-functions.ts';
import { ecsEvent } from '../../helpers/hook.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { deployInto, type HttpApiAnswer, httpApiEvent, type RunningFunction, runFunction } from '../deployed.ts';
import { playing } from '../playing.ts';
import { runningEcs } from '../running-ecs.ts';

describe('the gate hook and the desk with callbacks, as they are built', () => {
  const moto = useMoto();
  const running: RunningFunction[] = [];
  const questions: { callback: { url: string }; images: unknown }[] = [];
  const server = createServer(async (request, response) => {
    questions.push(JSON.parse(await text(request)));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"pending"}');
  });
  let folder = '';
  beforeAll(async () => {
    folder = await builtFunctions();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterEach(async () => {
    questions.length = 0;
    await Promise.all(running.splice(0).map((one) => one.stop()));
  });
  afterAll(() => server.close());

  test('a system is asked, answers later, and the release continues as it said', async () => {
    const { poll, answer, desk, hook } = await deployed('yes');

    expect((await poll()).hookStatus).toBe('IN_PROGRESS');
    const path = new URL(questions[0]?.callback.url ?? '').pathname;
    expect((await answer('GET', path)).statusCode).toBe(405);
    expect((await poll()).hookStatus).toBe('IN_PROGRESS');
    expect(await answer('POST', path, '{"status":"passed","reason":"p99 310 ms"}')).toMatchObject({
      statusCode: 201,
      body: '{"outcome":"recorded","message":"recorded: passed"}',
    });
    expect((await answer('POST', path, '{"status":"failed"}')).statusCode).toBe(409);
    expect(await poll()).toMatchObject({
      hookStatus: 'SUCCEEDED',
      reason: expect.stringMatching(/says passed: p99 310 ms/),
    });
    expect(questions).toHaveLength(2);
    expect(questions[0]?.images).toMatchObject([{ container: 'ui', image: 'shop/ui:1.42' }]);
    expect(desk.output() + hook.output()).not.toContain(path.slice(-43));
  });

  test('a stack without callbacks has no route for answers, and refuses a gate that wants one', async () => {
    const { poll, answer } = await deployed('no');

    expect(await poll()).toMatchObject({ hookStatus: 'FAILED', reason: expect.stringContaining('HttpGateCallbacks') });
    expect((await answer('POST', '/gates/a.1.b', '{"status":"passed"}')).statusCode).toBe(404);
  });

  async function deployed(HTTP_GATE_CALLBACKS: string) {
    const { port } = server.address() as AddressInfo;
    const environment = {
      ...(await deployInto(moto().endpoint)),
      ...{ HTTP_GATE_CALLBACKS, HTTP_GATE_HOSTS: `127.0.0.1:${port}`, SMOKE_ALLOW_LOOPBACK: 'yes' },
      AWS_ENDPOINT_URL_ECS: await runningEcs(),
    };
    await new SecretsManagerClient(motoClientConfig(moto().endpoint)).send(
      new CreateSecretCommand({ Name: 'shop/gate-key', SecretString: webhookKey }),
    );
    const open = async (name: string) => {
      const started = await runFunction(pathToFileURL(join(folder, name, 'index.mjs')).href, environment);
      running.push(started);
      return started;
    };
    const [hook, desk] = [await open('gate-hook'), await open('desk')];
    const check = { url: `http://127.0.0.1:${port}/`, secret: 'secretsmanager:shop/gate-key', callback: true };
    const answer = async (method: string, path: string, body?: string) =>
      (await desk.invoke(httpApiEvent(method, path, body))) as HttpApiAnswer;
    return {
      answer,
      desk,
      hook,
      ...playing(() => hook, desk, ecsEvent({ hookDetails: { checks: [{ 'http-gate': check }] } })),
    };
  }
});

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createHook } from '../../../src/hook/create-hook.ts';
import { runningService } from '../../controller/play.ts';
import { signingSecret } from '../../functions/deployed.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { errorsIn, runCli } from '../run-cli.ts';
import { startTestAccount } from '../test-account.ts';
import { tooWide } from '../too-wide.ts';

const moto = useMoto();

type Invoke = (event: unknown, functionArn: string) => Promise<unknown>;

/** The kit behind every hook, with a check that would let everything through. */
const kit: Invoke = (event, invokedFunctionArn) => {
  const hook = createHook({
    check: { name: 'careless', run: async () => ({ kind: 'pass', reason: 'fine' }) },
    clock: { now: () => new Date('2026-11-27T12:00:00Z') },
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    reports: { write: () => Promise.reject(new Error('something was stored')) },
  });
  return hook(event, { invokedFunctionArn, getRemainingTimeInMillis: () => 10_000 } as Context);
};

/** S3's words when the policy of a bucket denies a write. */
const denied =
  '<Error><Code>AccessDenied</Code><Message>User: arn:aws:iam::123456789012:user/dan is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::ledger/links/greenlight-verify" with an explicit deny in a resource-based policy</Message></Error>';

describe('greenlight verify', () => {
  test('proves hooks, desk and ledger, and stores nothing', async () => {
    const { run } = await deployed({ invoke: kit, s3: denied });

    const { code, stdout, stderr } = await run();

    expect({ code, errors: errorsIn({ stderr }), unproved: stdout.match(/^[✖?].*\n.*/gm) }).toEqual({
      ...{ code: 0, errors: '', unproved: null },
    });
    expect(stdout).toMatch(/✔ the approval hook refuses a release that it may not judge\n {4}FAILED: .*111122223333/);
    expect(stdout).toMatch(/✔ the smoke hook never holds up a rollback\n {4}SUCCEEDED: the deployment is rolling back/);
    expect(stdout).toContain('✔ the desk refuses a forged link\n    status 4');
    expect(stdout).toMatch(/✔ the desk sends its security headers\n {4}all \d+ of them/);
    expect(stdout).toContain('✔ the desk refuses a decision that nobody has signed\n    status 403');
    expect(stdout).toContain('✔ the ledger refuses to overwrite a link\n    its policy denies it');
    expect(stdout).toContain('10 of 10 proved. Nothing was stored.');
    expect(tooWide(stdout)).toEqual([]);
  });

  test.each<[string, Invoke, string, RegExp]>([
    [
      'lets every release through',
      async () => ({ hookStatus: 'SUCCEEDED' }),
      'the smoke hook refuses a release that it may not judge',
      /it answered SUCCEEDED: no reason, and not FAILED/,
    ],
    [
      'refuses rollbacks',
      async () => ({ hookStatus: 'FAILED', reason: 'no' }),
      'the smoke hook never holds up a rollback',
      /it answered FAILED: no, and not SUCCEEDED/,
    ],
    [
      'crashes',
      () => Promise.reject(new Error('Cannot find module')),
      'the smoke hook never holds up a rollback',
      /the function failed: .*Cannot find module/,
    ],
  ])('finds a hook that %s', async (_what, invoke, what, said) => {
    const { proofs } = await deployed({ invoke, s3: denied });

    const { code, found } = await proofs();

    expect(code).toBe(1);
    expect(found[what]).toEqual({ what, result: 'failed', said: expect.stringMatching(said) });
  });

  test('finds a ledger without its policy, and removes what it could write', async () => {
    const { proofs } = await deployed({ invoke: kit });

    const { code, found } = await proofs();
    const s3 = new S3Client({ ...motoClientConfig(moto().endpoint), region: 'us-west-2' });
    const left = await s3.send(new ListObjectVersionsCommand({ Bucket: 'ledger', Prefix: 'links/' }));

    expect(code).toBe(1);
    expect(found['the ledger refuses to overwrite a link']).toMatchObject({ result: 'failed' });
    expect([left.Versions ?? [], left.DeleteMarkers ?? []]).toEqual([[], []]);
  });

  test('finds a desk that cannot read its signing key', async () => {
    const { proofs } = await deployed({ invoke: kit, s3: denied, hasKey: false });

    const { code, found } = await proofs();

    expect(code).toBe(1);
    expect(found['the desk refuses a forged link']).toMatchObject({ result: 'failed', said: 'status 503' });
  });

  test('does not take a missing permission for a proof', async () => {
    const { proofs } = await deployed({
      invoke: kit,
      s3: '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
    });

    const { code, found } = await proofs();

    expect(code).toBe(1);
    expect(found['the ledger refuses to overwrite a link']).toMatchObject({
      result: 'unknown',
      said: expect.stringContaining('not by the policy of the bucket'),
    });
  });

  test('says what could not be reached', async () => {
    const { proofs, account } = await deployed({ invoke: kit, s3: denied });
    await account.desk.stop();

    const { found } = await proofs();

    for (const what of ['the desk refuses a forged link', 'the desk sends its security headers'])
      expect(found[what]).toMatchObject({ result: 'unknown', said: expect.stringContaining('ECONNREFUSED') });
  });
});

/** The app with these functions behind Lambda; S3 is moto's unless it answers every request with this error. */
async function deployed({ invoke, s3, hasKey = true }: { invoke: Invoke; s3?: string; hasKey?: boolean }) {
  const account = await startTestAccount(moto().endpoint, await runningService({}));
  const config = { ...motoClientConfig(moto().endpoint), region: 'us-west-2' };
  const key = { Name: 'greenlight/signing-key', SecretString: signingSecret };
  if (hasKey) await new SecretsManagerClient(config).send(new CreateSecretCommand(key));
  const lambda = await serve(async (request, body) => {
    const [, name = ''] = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(request.url ?? '') ?? [];
    try {
      return { status: 200, body: JSON.stringify(await invoke(JSON.parse(body), decodeURIComponent(name))) };
    } catch (error) {
      const text = JSON.stringify({ errorMessage: (error as Error).message });
      return { status: 200, body: text, headers: { 'x-amz-function-error': 'Unhandled' } };
    }
  });
  const denying = s3 === undefined ? undefined : await serve(async () => ({ status: 403, body: s3 }));
  onTestFinished(() => account.stop());
  const env = {
    ...account.environment,
    AWS_ENDPOINT_URL_LAMBDA: lambda,
    ...(denying !== undefined && { AWS_ENDPOINT_URL_S3: denying }),
  };
  const run = (...words: readonly string[]) => runCli(['verify', ...words], { env });
  return {
    account,
    run,
    async proofs() {
      const { code, stdout } = await run('-o', 'json');
      const proofs = JSON.parse(stdout).proofs as { what: string }[];
      return { code, found: Object.fromEntries(proofs.map((proof) => [proof.what, proof])) };
    },
  };
}

type Reply = { status: number; body: string; headers?: Record<string, string> };

async function serve(answer: (request: IncomingMessage, body: string) => Promise<Reply>): Promise<string> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { status, body, headers } = await answer(request, Buffer.concat(chunks).toString());
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

import { afterAll, describe, expect, test } from 'vitest';
import { useMoto } from '../../helpers/use-moto.ts';
import { errorsIn, startCli } from '../run-cli.ts';
import { tooWide } from '../too-wide.ts';
import { appToVerify, everything, stopSharedDesk } from './app-to-verify.ts';
import { serve } from './serve.ts';

const moto = useMoto();
afterAll(stopSharedDesk);

describe('greenlight verify', () => {
  test('proves everything that the app has, and leaves nothing behind', async () => {
    const parameters = { OidcIssuer: await startProvider() };
    const app = await appToVerify(moto().endpoint, { isReal: true, parameters });

    const ran = await app.run('--mail', 'Ana@example.com');
    const mails = await moto().published();

    expect({ code: ran.code, errors: errorsIn(ran), others: ran.stdout.match(/^[✖?–].*\n.*/gm) }).toEqual({
      ...{ code: 0, errors: '', others: null },
    });
    expect(ran.stdout).toContain('35 of 35 as expected.\nNothing is left behind.');
    expect(tooWide(ran.stdout)).toEqual([]);
    expect(mails).toMatchObject([
      { subject: '[TEST] Greenlight: nothing to decide', attributes: { reviewer: 'ana@example.com', event: 'test' } },
    ]);
    expect(await app.stored()).toEqual([]);
  });

  test('names what the app does not have, and what was not asked for', async () => {
    const parameters = {
      ...everything,
      PauseBridge: 'off',
      Announcements: 'off',
      HandDecisions: 'yes',
      HttpGateCallbacks: 'no',
    };
    const app = await appToVerify(moto().endpoint, { parameters });

    const { stdout, code } = await app.run();

    expect(code).toBe(0);
    expect(stdout).toMatch(/– pause bridge: .* not deployed\n {4}PauseBridge=configured deploys it/);
    expect(stdout).toMatch(/– announcer: .* not deployed\n {4}Announcements=on deploys it/);
    expect(stdout).toMatch(/– mail: to yourself .* not asked for\n {4}--mail <your address> sends one/);
    expect(stdout).toContain('23 of 23 as expected, 3 not tried.\nNothing is left behind.');
    expect(await moto().published()).toEqual([]);
  });

  test('can be repeated', async () => {
    const app = await appToVerify(moto().endpoint);

    const [first, second] = [await app.run(), await app.run()];

    expect(second).toEqual({ ...first, stderr: second.stderr });
    expect(first.code).toBe(0);
    expect(await app.stored()).toEqual([]);
  });

  test('names what it could not remove, with the command that does', async () => {
    const app = await appToVerify(moto().endpoint, { lacking: ['s3:DeleteObjectVersion'] });

    const { code, notProved, left } = await app.proofs();
    const [key = ''] = await app.stored();
    const { stdout } = await app.run();

    expect([code, notProved]).toEqual([1, [['mail-sent', 'skipped', 'not asked for']]]);
    expect(key).toMatch(/^links\/greenlight-verify\//);
    expect(left.map(({ command }) => command)).toEqual([
      expect.stringMatching(`^aws s3api delete-object --bucket ledger --key ${key} --version-id \\S+$`),
    ]);
    expect(stdout).toContain('Left in the ledger, because it could not be removed:\n  links/greenlight-verify/');
    expect(tooWide(stdout)).toEqual([]);
  });

  test('names the folders that it could not list', async () => {
    const app = await appToVerify(moto().endpoint, { lacking: ['s3:ListBucketVersions'] });

    const { code, left } = await app.proofs();

    expect(code).toBe(1);
    expect(left.map(({ command }) => command)).toEqual(
      ['links', 'answers', 'approvals', 'pauses', 'deliveries', 'undelivered', 'deployers'].map(
        (folder) => `aws s3api list-object-versions --bucket ledger --prefix ${folder}/greenlight-verify/`,
      ),
    );
  });

  test('writes nothing that Object Lock would keep', async () => {
    const parameters = { ...everything, ObjectLockDays: '30' };
    const app = await appToVerify(moto().endpoint, { parameters });

    const { code, notProved } = await app.proofs();

    expect([code, notProved[0]]).toEqual([0, ['ledger-create', 'skipped', 'not tried']]);
  });

  test('removes what it wrote after Ctrl-C, and shows what it had found until then', async () => {
    const interruption = new EventTarget();
    const app = await appToVerify(moto().endpoint, {
      // A hook that answers only later than anybody waits.
      functions: { SmokeHook: () => new Promise(() => {}) },
      // The first write that is accepted.
      policy: (statements) => statements.filter(({ Sid }) => Sid !== 'LinksNeverChange'),
      seen: (action) => void (action === 's3:PutObject' && interruption.dispatchEvent(new Event('write'))),
    });
    const child = startCli(['verify', '-o', 'json'], { env: app.env });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
    const ended = new Promise((resolve) => child.once('close', resolve));

    interruption.addEventListener('write', () => child.kill('SIGINT'), { once: true });
    const code = await ended;

    const { proofs, left } = JSON.parse(output.stdout) as {
      proofs: { id: string; happened: string }[];
      left: unknown[];
    };
    expect([code, left]).toEqual([1, []]);
    expect(output.stderr).toContain('greenlight verify: interrupted; removing what was written');
    expect(proofs.find(({ id }) => id === 'hook-smoke-release')).toMatchObject({ happened: 'interrupted' });
    expect(await app.stored()).toEqual([]);
  });
});

/** The discovery document of a provider at which people sign in. */
async function startProvider(): Promise<string> {
  return serve(async ({ headers }) => {
    const own = `http://${headers.host}`;
    const endpoints = {
      authorization_endpoint: `${own}/authorize`,
      token_endpoint: `${own}/token`,
      jwks_uri: `${own}/keys`,
    };
    return {
      status: 200,
      body: JSON.stringify({ issuer: own, ...endpoints }),
      headers: { 'content-type': 'application/json' },
    };
  });
}

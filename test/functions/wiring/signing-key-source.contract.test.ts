import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { signingKeySource } from '../../../src/functions/wiring/signing-key-source.ts';
import { recordingLogger, SteppableClock } from '../../helpers/hook.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { useMoto } from '../../helpers/use-moto.ts';

const [one, two] = ['first-secret-'.padEnd(64, 'a'), 'second-secret-'.padEnd(64, 'b')];
const before = JSON.stringify({ current: 'k1', k1: one });
const after = JSON.stringify({ current: 'k2', k1: one, k2: two });

const moto = useMoto();

beforeEach(() => {
  const { endpoint, region, credentials } = motoClientConfig(moto().endpoint);
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  vi.stubEnv('AWS_REGION', region);
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe.each([
  [
    'Secrets Manager',
    { SIGNING_KEY_SECRET_ID: 'greenlight/a-signing-key' },
    () => send(new CreateSecretCommand({ Name: 'greenlight/a-signing-key', SecretString: before })),
    () => send(new PutSecretValueCommand({ SecretId: 'greenlight/a-signing-key', SecretString: after })),
  ],
  ['Parameter Store', { SIGNING_KEY_PARAMETER: '/greenlight/a-signing-key' }, () => put(before), () => put(after)],
] as const)('signingKeySource on %s', (_where, place, create, rotate) => {
  test('reads the key, keeps it, and reads it again at most twice a minute', async () => {
    await create();
    const clock = new SteppableClock();
    const keys = signingKeySource(place, { clock, logger: recordingLogger() });
    const first = await keys({ fresh: true });
    await rotate();

    const kept = await keys();
    const tooSoon = await keys({ fresh: true });
    clock.step(30);
    const fresh = await keys({ fresh: true });

    expect(first).toEqual({ current: 'k1', secrets: new Map([['k1', one]]) });
    expect([kept, tooSoon]).toEqual([first, first]);
    expect(fresh).toEqual({
      current: 'k2',
      secrets: new Map([
        ['k1', one],
        ['k2', two],
      ]),
    });
    expect(await keys()).toBe(fresh);
  });
});

describe('signingKeySource', () => {
  test('rejects once its parameter is gone', async () => {
    await put(before);
    const clock = new SteppableClock();
    const place = { SIGNING_KEY_PARAMETER: '/greenlight/a-signing-key' };
    const keys = signingKeySource(place, { clock, logger: recordingLogger() });
    await keys();
    const ssm = new SSMClient(motoClientConfig(moto().endpoint));
    await ssm.send(new DeleteParameterCommand({ Name: place.SIGNING_KEY_PARAMETER }));
    clock.step(301);

    await expect(keys()).rejects.toThrow('not found');
  });

  test('rejects if there is no such secret, and shows nothing of another', async () => {
    const keys = signingKeySource(
      { SIGNING_KEY_SECRET_ID: 'greenlight/none' },
      { clock: new SteppableClock(), logger: recordingLogger() },
    );

    await expect(keys()).rejects.toThrow();
  });

  test('rejects a value that is not a signing key', async () => {
    await send(new CreateSecretCommand({ Name: 'greenlight/text', SecretString: 'a password of somebody' }));
    const keys = signingKeySource(
      { SIGNING_KEY_SECRET_ID: 'greenlight/text' },
      { clock: new SteppableClock(), logger: recordingLogger() },
    );

    const error = await keys().catch(String);

    expect(error).toContain('the signing key cannot be used: it is not a JSON object of strings');
    expect(error).not.toContain('password of somebody');
  });
});

function send(command: CreateSecretCommand | PutSecretValueCommand): Promise<unknown> {
  const client = new SecretsManagerClient(motoClientConfig(moto().endpoint));
  return command instanceof CreateSecretCommand ? client.send(command) : client.send(command);
}

function put(Value: string): Promise<unknown> {
  const command = new PutParameterCommand({
    Name: '/greenlight/a-signing-key',
    Value,
    Type: 'SecureString',
    Overwrite: true,
  });
  return new SSMClient(motoClientConfig(moto().endpoint)).send(command);
}

import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readDefaults } from '../../../src/functions/lazy/read-defaults.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { useMoto } from '../../helpers/use-moto.ts';

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

// A different name in each test, because values are cached for a minute.
describe('readDefaults on Parameter Store', () => {
  test('reads a JSON object, and keeps it for the next call', async () => {
    await put('/greenlight/kept', '{"deadlineMinutes":60,"reviewers":["ana@example.com"]}');

    const first = await readDefaults('/greenlight/kept');
    await put('/greenlight/kept', '{"deadlineMinutes":90}');

    expect(first).toEqual({ deadlineMinutes: 60, reviewers: ['ana@example.com'] });
    expect(await readDefaults('/greenlight/kept')).toEqual(first);
  });

  test('rejects if the parameter is missing, with its name', async () => {
    await expect(readDefaults('/greenlight/missing')).rejects.toThrow(/ParameterNotFound|\/greenlight\/missing/);
  });

  test('rejects what is not JSON', async () => {
    await put('/greenlight/text', 'deadlineMinutes: 60');

    await expect(readDefaults('/greenlight/text')).rejects.toThrow();
  });

  test('rejects JSON other than an object, and says what to write', async () => {
    await put('/greenlight/list', '["ana@example.com"]');

    await expect(readDefaults('/greenlight/list')).rejects.toThrow(
      'the parameter /greenlight/list holds a list of 1; write a JSON object such as {"deadlineMinutes":60}',
    );
  });
});

async function put(Name: string, Value: string): Promise<void> {
  const client = new SSMClient(motoClientConfig(moto().endpoint));
  await client.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));
}

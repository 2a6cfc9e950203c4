import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readDefaults } from '../../../src/functions/lazy/read-defaults.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { useMoto } from '../../helpers/use-moto.ts';

const moto = useMoto();
const shop = { cluster: 'prod', service: 'shop' };

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

    const first = await readDefaults('/greenlight/kept', shop);
    await put('/greenlight/kept', '{"deadlineMinutes":90}');

    expect(first).toEqual({ deadlineMinutes: 60, reviewers: ['ana@example.com'] });
    expect(await readDefaults('/greenlight/kept', shop)).toEqual(first);
  });

  test('rejects if the parameter is missing, with its name', async () => {
    await expect(readDefaults('/greenlight/missing', shop)).rejects.toThrow(/ParameterNotFound|\/greenlight\/missing/);
  });

  test('takes each key from the most specific parameter that has it', async () => {
    await put('/greenlight/layers', '{"deadlineMinutes":60,"approvals":2,"title":"all"}');
    await put('/greenlight/layers/prod', '{"deadlineMinutes":90,"title":"prod"}');
    await put('/greenlight/layers/prod/shop', '{"title":"shop"}');
    await put('/greenlight/layers/dev', '{"approvals":1}');

    expect(await readDefaults('/greenlight/layers', shop)).toEqual({
      ...{ deadlineMinutes: 90, approvals: 2, title: 'shop' },
    });
    expect(await readDefaults('/greenlight/layers', { cluster: 'prod', service: 'other' })).toMatchObject({
      title: 'prod',
    });
  });

  test('rejects if a parameter of the service is wrong, rather than leaving it out', async () => {
    await put('/greenlight/narrow', '{"approvals":1}');
    await put('/greenlight/narrow/prod/shop', 'approvals: 2');

    await expect(readDefaults('/greenlight/narrow', shop)).rejects.toThrow();
  });

  test('rejects what is not JSON', async () => {
    await put('/greenlight/text', 'deadlineMinutes: 60');

    await expect(readDefaults('/greenlight/text', shop)).rejects.toThrow();
  });

  test('rejects JSON other than an object, and says what to write', async () => {
    await put('/greenlight/list', '["ana@example.com"]');

    await expect(readDefaults('/greenlight/list', shop)).rejects.toThrow(
      'the parameter /greenlight/list holds a list of 1; write a JSON object such as {"deadlineMinutes":60}',
    );
  });
});

async function put(Name: string, Value: string): Promise<void> {
  const client = new SSMClient(motoClientConfig(moto().endpoint));
  await client.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));
}

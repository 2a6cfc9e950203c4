import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { signingKeys } from '../../helpers/approval.ts';
import { recordingLogger, SteppableClock } from '../../helpers/hook.ts';
import { type MemoryAws, startMemoryAws } from './memory-aws.ts';

const secret = JSON.stringify({ current: 'k1', ...Object.fromEntries(signingKeys.secrets) });
const broken = { status: 500, body: '{"__type":"InternalServiceError","message":"no"}' };
const denied = { status: 400, body: '{"__type":"AccessDeniedException","message":"no"}' };
const gone = { status: 400, body: '{"__type":"ResourceNotFoundException","message":"no"}' };
const deleted = { status: 400, body: '{"__type":"InvalidRequestException","message":"no"}' };

beforeEach(() => {
  vi.resetModules();
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'testing');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'testing');
  vi.stubEnv('AWS_REGION', 'us-west-2');
});
afterEach(() => vi.unstubAllEnvs());

describe('M9 while Secrets Manager fails', () => {
  test.each<[string, ReturnType<MemoryAws['fault']>]>([
    ['answers with errors', broken],
    ['accepts requests and never answers', 'hang'],
  ])('and %s, the last known keys are used for an hour, with a warning, and no longer', async (_how, fault) => {
    const { aws, keys, clock, logger } = await setUp();
    await keys();
    aws.fault = () => fault;

    clock.step(301);
    const stale = await keys();
    clock.step(3598 - 301);
    const almostAnHour = await keys();
    clock.step(2);

    expect([stale, almostAnHour]).toEqual([signingKeys, signingKeys]);
    expect(logger.lines.map(({ level, message }) => `${level} ${message}`)).toEqual(
      Array(2).fill('warn the signing keys could not be read; the last known ones are used for up to an hour'),
    );
    expect(JSON.stringify(logger.lines)).not.toContain('first-secret');
    await expect(keys()).rejects.toThrow();
  });

  test('it is called at most twice a minute, and its new keys are used as soon as it answers', async () => {
    const { aws, keys, clock, logger } = await setUp();
    await keys();
    aws.fault = () => broken;
    clock.step(301);
    await keys();
    const asked = aws.asked.length;

    for (let page = 0; page < 20; page += 1) await keys();
    const askedMeanwhile = aws.asked.length - asked;
    aws.fault = () => 'serve';
    clock.step(30);
    await keys();

    expect(askedMeanwhile).toBe(0);
    expect(aws.asked.length).toBe(asked + 1);
    expect(logger.lines).toHaveLength(1);
  });

  test.each([
    ['access is denied', denied],
    ['the secret is gone', gone],
    ['the secret is about to be deleted', deleted],
    ['the secret holds no keys', { status: 200, body: '{"SecretString":"{}"}' }],
  ])('the last known keys are not used if %s', async (_why, fault) => {
    const { aws, keys, clock } = await setUp();
    await keys();
    aws.fault = () => fault;
    clock.step(301);

    await expect(keys()).rejects.toThrow();
    await expect(keys()).rejects.toThrow();
  });

  test('new keys are waited for a shorter time if the last known ones will do', async () => {
    const { keys, clock } = await setUp();
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    await keys();
    expect(timeout).toHaveBeenLastCalledWith(8000);

    clock.step(301);
    await keys();
    expect(timeout).toHaveBeenLastCalledWith(3000);
  });

  test('several simultaneous pages call it once', async () => {
    const { aws, keys } = await setUp();

    await Promise.all(Array.from({ length: 20 }, () => keys()));

    expect(aws.asked).toEqual(['GetSecretValue']);
  });

  test('a page without any time left is not delayed', async () => {
    const { aws, keys } = await setUp();
    aws.fault = () => 'hang';
    const signal = AbortSignal.abort(new Error('the time budget is used up'));

    await expect(keys({ signal })).rejects.toThrow('the time budget is used up');
  });
});

async function setUp() {
  const aws = await startMemoryAws(secret);
  vi.stubEnv('AWS_ENDPOINT_URL', aws.endpoint);
  const { signingKeySource } = await import('../../../src/functions/wiring/signing-key-source.ts');
  const [clock, logger] = [new SteppableClock(), recordingLogger()];
  return { aws, clock, logger, keys: signingKeySource({ SIGNING_KEY_SECRET_ID: 'the-key' }, { clock, logger }) };
}

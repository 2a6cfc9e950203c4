import { describe, expect, test } from 'vitest';
import { type AwsSuite, readSuiteObject, readSuiteParameter } from '../../../../src/checks/smoke/suite/aws-suite.ts';

const { signal } = new AbortController();
const place = { bucket: 'smoke-tests', key: 'shop.yaml' };

describe('reading a suite from AWS', () => {
  test.each([
    ['ThrottlingException', 400, true],
    ['TooManyRequestsException', 429, true],
    ['SlowDown', 503, true],
    ['InternalServerError', 500, true],
    ['RequestTimeout', 400, true],
    ['ExpiredTokenException', 400, true],
    ['RequestTimeTooSkewed', 403, true],
    ['RequestFailure', 408, true],
    ['RequestFailure', 429, true],
    ['TimeoutError', undefined, true],
    ['ECONNREFUSED', undefined, true],
    ['AccessDeniedException', 400, false],
    ['AccessDenied', 403, false],
    ['ParameterNotFound', 400, false],
    ['NoSuchKey', 404, false],
    ['NoSuchBucket', 404, false],
    ['PermanentRedirect', 301, false],
    ['InvalidKeyId', 400, false],
  ])('%s with status %s may be temporary: %s', async (name, httpStatusCode, isTemporary) => {
    const cause = Object.assign(new Error('no'), { name, $metadata: { httpStatusCode } });
    const parts: AwsSuite = { parameter: () => Promise.reject(cause), object: () => Promise.reject(cause) };

    const expected = { name: 'SuiteReadError', isTemporary, cause };
    await expect(readSuiteParameter(parts, '/shop/smoke', signal)).rejects.toMatchObject(expected);
    await expect(readSuiteObject(parts, place, signal)).rejects.toMatchObject(expected);
  });

  test('reads a parameter, and an object in parts', async () => {
    async function* parts() {
      yield Buffer.from('host: ');
      yield Buffer.from('a');
    }
    const stored: AwsSuite = { parameter: async () => 'host: b', object: async () => parts() };

    expect(await readSuiteParameter(stored, '/shop/smoke', signal)).toBe('host: b');
    expect(await readSuiteParameter({ parameter: async () => undefined }, '/shop/smoke', signal)).toBe('');
    expect(await readSuiteObject(stored, place, signal)).toBe('host: a');
  });

  test('reads an object of exactly 256 KiB', async () => {
    async function* full() {
      yield Buffer.alloc(256 * 1024, '#');
    }

    expect(await readSuiteObject({ object: async () => full() }, place, signal)).toHaveLength(256 * 1024);
  });

  test('says only what AWS said if nothing has to be allowed', async () => {
    const missing = Object.assign(new Error('no'), { name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });

    await expect(readSuiteObject({ object: () => Promise.reject(missing) }, place, signal)).rejects.toMatchObject({
      message: 'NoSuchKey: no',
    });
  });

  test('says what to allow', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
    const parts: AwsSuite = { parameter: () => Promise.reject(denied), object: () => Promise.reject(denied) };

    await expect(readSuiteParameter(parts, '/shop/smoke', signal)).rejects.toThrow(
      'AccessDenied: no: allow the smoke hook ssm:GetParameter on it with the parameter SmokeSuites of the stack',
    );
    await expect(readSuiteObject(parts, place, signal)).rejects.toThrow(
      'allow the smoke hook s3:GetObject on it with the parameter SmokeSuites of the stack; S3 also answers like this if there is no such object',
    );
  });

  test('stops reading an object that is too large', async () => {
    const read: string[] = [];
    async function* endless() {
      try {
        for (;;) {
          read.push('100 KiB');
          yield new Uint8Array(100 * 1024);
        }
      } finally {
        read.push('ended');
      }
    }
    const object: AwsSuite['object'] = async () => endless();

    await expect(readSuiteObject({ object }, place, signal)).rejects.toMatchObject({ isTemporary: false });
    expect(read).toEqual(['100 KiB', '100 KiB', '100 KiB', 'ended']);
  });

  test('treats a connection that ends in the middle of an object as temporary', async () => {
    async function* cut() {
      yield new Uint8Array(10);
      throw new Error('aborted');
    }
    const object: AwsSuite['object'] = async () => cut();

    await expect(readSuiteObject({ object }, place, signal)).rejects.toMatchObject({ isTemporary: true });
  });
});

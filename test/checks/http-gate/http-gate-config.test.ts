import { describe, expect, test } from 'vitest';
import { httpGateConfigSchema, makeHttpGateConfigSchema } from '../../../src/checks/http-gate/http-gate-config.ts';
import { readConfiguration } from '../../../src/hook/configuration.ts';
import type { JsonObject } from '../../../src/hook/json.ts';

const secret = 'secretsmanager:shop/gate-key';
const url = 'https://gates.example.com/shop';

async function read(hookDetails: JsonObject, schema = httpGateConfigSchema) {
  const result = await readConfiguration(hookDetails, {}, schema);
  return result.ok ? result.config : result.reason;
}

describe('the configuration of http-gate', () => {
  test('is completed', async () => {
    const defaults = { callback: false, parameters: {}, timeoutSeconds: 10, waitMinutes: 60, maxErrors: 5 };

    expect(await read({ url, secret })).toEqual({ url, secret, ...defaults });
    expect(await read({ lambda: 'shop-gate' })).toEqual({ lambda: 'shop-gate', ...defaults });
  });

  test.each<[JsonObject]>([
    [{ url: 'https://gates.example.com:8443', secret: 'ssm:/shop/gate-key' }],
    [{ lambda: 'shop-gate:live' }],
    [{ lambda: 'arn:aws:lambda:eu-central-1:111122223333:function:shop-gate' }],
    [{ lambda: 'arn:aws-cn:lambda:cn-north-1:111122223333:function:shop-gate:$LATEST' }],
    [{ lambda: 'arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:shop-gate' }],
    [{ lambda: 'shop-gate', parameters: { ['x'.repeat(60)]: 'x'.repeat(500) } }],
    [{ lambda: 'shop-gate', parameters: { team: 'shop', strict: true, 'max.p99': 800 } }],
    [{ url, secret, timeoutSeconds: 60, waitMinutes: 1430, maxErrors: 0 }],
  ])('takes %j', async (hookDetails) => {
    expect(await read(hookDetails)).toMatchObject(hookDetails);
  });

  test.each<[string, JsonObject, string]>([
    ['nobody to ask', {}, 'hookDetails: expected either url or lambda'],
    ['two to ask', { url, secret, lambda: 'shop-gate' }, 'expected either url or lambda'],
    ['no key', { url }, 'hookDetails.secret: expected the name of the key'],
    ['a key for a function', { lambda: 'shop-gate', secret }, 'hookDetails.secret: expected no secret next to lambda'],
    ['a key itself', { url, secret: 'whsec_AAAA' }, 'never its value'],
    ['http', { url: 'http://gates.example.com', secret }, 'hookDetails.url: expected an https URL'],
    ['another scheme', { url: 'ftp://gates.example.com', secret }, 'expected an https URL'],
    ['no URL', { url: 'gates.example.com', secret }, 'expected a URL such as'],
    ['a password', { url: 'https://me:hunter2@gates.example.com', secret }, 'without user name and password'],
    [
      'a user without a password',
      { url: 'https://hunter2@gates.example.com', secret },
      'without user name and password',
    ],
    ['a password without a user', { url: 'https://:hunter2@gates.example.com', secret }, 'without user name and'],
    ['a query', { url: `${url}?code=1`, secret }, 'without query and fragment'],
    ['the metadata service', { url: 'https://169.254.169.254', secret }, 'link-local address'],
    ['the function itself', { url: 'https://127.0.0.1', secret }, 'loopback address'],
    ['a spelling of it', { url: 'https://[::ffff:7f00:1]', secret }, 'loopback address'],
    ['a function’s pattern', { lambda: 'shop-*' }, 'hookDetails.lambda: expected the name or ARN'],
    ['an ARN of something else', { lambda: 'arn:aws:sns:eu-central-1:111122223333:shop' }, 'name or ARN of a function'],
    ['a list of parameters', { lambda: 'f', parameters: ['team'] }, 'expected an object of names and values'],
    ['a nested parameter', { lambda: 'f', parameters: { a: { b: 1 } } }, 'expected a string of at most 500'],
    ['a long parameter', { lambda: 'f', parameters: { a: 'x'.repeat(501) } }, 'expected a string of at most 500'],
    [
      'a parameter whose name begins with a slash',
      { lambda: 'f', parameters: { '/a': 1 } },
      'parameters./a: expected a name of letters, digits, -, _ and .',
    ],
    [
      'a parameter whose name ends with a space',
      { lambda: 'f', parameters: { 'a ': 1 } },
      'expected a name of letters',
    ],
    [
      'a callback that is a word',
      { lambda: 'f', callback: 'yes' },
      'hookDetails.callback: expected true or false, not "yes"',
    ],
    ['too much patience', { lambda: 'f', waitMinutes: 1431 }, 'from 1 to 1430'],
    ['too little', { lambda: 'f', timeoutSeconds: 0 }, 'from 1 to 60'],
    ['an unknown key', { lambda: 'f', method: 'GET' }, 'hookDetails.method: unknown key'],
  ])('refuses %s', async (_what, hookDetails, reason) => {
    const found = await read(hookDetails);

    expect(found).toContain(reason);
    expect(found).not.toContain('hunter2');
  });

  test('takes http only for this computer, and only if that is allowed', async () => {
    const local = makeHttpGateConfigSchema({ allowLoopback: true });

    expect(await read({ url: 'http://127.0.0.1:8080/gate', secret }, local)).toMatchObject({ maxErrors: 5 });
    expect(await read({ url: 'http://gates.example.com', secret }, local)).toContain('expected an https URL');
    expect(await read({ url: 'ftp://127.0.0.1', secret }, local)).toContain('expected an https URL');
    expect(await read({ url: 'https://169.254.169.254', secret }, local)).toContain('link-local');
  });

  test('refuses more than 20 parameters', async () => {
    const parameters = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`p${index}`, index]));

    expect(await read({ lambda: 'f', parameters })).toMatchObject({ parameters });
    expect(await read({ lambda: 'f', parameters: { ...parameters, more: 1 } })).toContain('at most 20 parameters');
  });
});

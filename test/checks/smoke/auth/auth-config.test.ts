import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { type Auth, authSchema, credentialsOf, textsOfAuth } from '../../../../src/checks/smoke/auth/auth-config.ts';

const client = { tokenUrl: 'https://login.example.com/token', clientId: 'smoke', clientSecret: '{{secret}}' };

test.each<[unknown, Auth]>([
  ['none', { kind: 'none' }],
  [{ bearer: 'a {{token}}' }, { kind: 'bearer', token: 'a {{token}}' }],
  [{ basic: { user: 'ana', password: '{{p}}' } }, { kind: 'basic', user: 'ana', password: '{{p}}' }],
  [{ oauth2: client }, { kind: 'oauth2', ...client, scope: undefined, audience: undefined, clientAuth: 'basic' }],
  [
    { oauth2: { ...client, scope: 'a b', audience: 'shop', clientAuth: 'body' } },
    { kind: 'oauth2', ...client, scope: 'a b', audience: 'shop', clientAuth: 'body' },
  ],
  [
    { oauth2: { ...client, tokenUrl: 'http://login:8080' } },
    {
      kind: 'oauth2',
      ...client,
      tokenUrl: 'http://login:8080',
      scope: undefined,
      audience: undefined,
      clientAuth: 'basic',
    },
  ],
  [{ sigv4: { service: 'execute-api' } }, { kind: 'sigv4', service: 'execute-api', region: undefined }],
  [{ sigv4: { service: 'es', region: 'eu-west-1' } }, { kind: 'sigv4', service: 'es', region: 'eu-west-1' }],
])('auth may be %j', (written, auth) => {
  expect(v.parse(authSchema, written)).toEqual(auth);
});

describe('auth may not be', () => {
  const one = 'expected "none", or an object with one of bearer, basic, oauth2 and sigv4';
  const credential =
    'expected a placeholder such as "{{token}}" that names a secret: a credential in hookDetails can be read by everybody who may call DescribeServices';
  const url = 'expected an http or https URL without user name, query, fragment and placeholders';
  const name = 'expected one of execute-api, appsync, vpc-lattice-svcs, lambda, es, aoss';
  const empty = 'expected a string that is not empty';

  test.each<[unknown, string]>([
    ['some', one],
    [[], one],
    [{}, one],
    [{ bearer: '{{a}}', sigv4: { service: 'es' } }, one],
    [{ bearer: 'a' }, credential],
    [{ bearer: 1 }, credential],
    [{ basic: { user: 'ana', password: 'p' } }, credential],
    [{ basic: { user: '', password: '{{p}}' } }, empty],
    [{ basic: { user: 1, password: '{{p}}' } }, 'expected a string'],
    [{ oauth2: { ...client, clientSecret: 'p' } }, credential],
    [{ oauth2: { ...client, clientId: '' } }, empty],
    [{ oauth2: { ...client, scope: '' } }, empty],
    [{ oauth2: { ...client, audience: 1 } }, 'expected a string'],
    [{ oauth2: { ...client, clientAuth: 'header' } }, 'expected "basic" or "body"'],
    [{ oauth2: { ...client, tokenUrl: 1 } }, url],
    [{ oauth2: { ...client, tokenUrl: 'login.example.com' } }, url],
    [{ oauth2: { ...client, tokenUrl: 'ftp://login.example.com' } }, url],
    [{ oauth2: { ...client, tokenUrl: 'xhttps://login.example.com' } }, url],
    [{ oauth2: { ...client, tokenUrl: 'https://ana@login.example.com' } }, url],
    [{ oauth2: { ...client, tokenUrl: 'https://:p@login.example.com' } }, url],
    [{ oauth2: { ...client, tokenUrl: 'https://login.example.com?a=1' } }, url],
    [{ oauth2: { ...client, tokenUrl: 'https://login.example.com#a' } }, url],
    [{ oauth2: { ...client, tokenUrl: 'https://login.example.com/{{a}}' } }, url],
    [{ sigv4: { service: 1 } }, name],
    [{ sigv4: { service: 'Execute API' } }, name],
    [{ sigv4: { service: 'execute-api', region: '' } }, 'expected a Region such as "eu-central-1"'],
    [{ sigv4: { service: 'execute-api', region: 'a'.repeat(65) } }, 'expected a Region such as "eu-central-1"'],
    [{ sigv4: { service: 'execute-api', region: '/' } }, 'expected a Region such as "eu-central-1"'],
    // What the roles of the hooks may use.
    ...['s3', 'secretsmanager', 'ssm', 'sts', 'sns', 'ecs', 'sqs', 'aps', 'monitoring', 'kms'].map(
      (service): [object, string] => [{ sigv4: { service } }, name],
    ),
  ])('%j', (written, message) => {
    expect(v.safeParse(authSchema, written).issues?.map((issue) => issue.message)).toEqual([message]);
  });
});

const oauth2 = { ...client, scope: undefined, audience: undefined, clientAuth: 'basic' } as const;

test.each<[Auth, [string, string][], [string, string][]]>([
  [{ kind: 'none' }, [], []],
  [{ kind: 'sigv4', service: 'es', region: undefined }, [], []],
  [{ kind: 'bearer', token: '{{t}}' }, [['bearer', '{{t}}']], []],
  [{ kind: 'basic', user: 'ana', password: '{{p}}' }, [['basic.password', '{{p}}']], [['basic.user', 'ana']]],
  [
    { kind: 'oauth2', ...oauth2, scope: 'a b', audience: 'shop' },
    [['oauth2.clientSecret', '{{secret}}']],
    [
      ['oauth2.clientId', 'smoke'],
      ['oauth2.scope', 'a b'],
      ['oauth2.audience', 'shop'],
    ],
  ],
  [
    { kind: 'oauth2', ...oauth2 },
    [['oauth2.clientSecret', '{{secret}}']],
    [
      ['oauth2.clientId', 'smoke'],
      ['oauth2.scope', ''],
      ['oauth2.audience', ''],
    ],
  ],
])('the strings of %j are known by their keys', (auth, credentials, others) => {
  expect(credentialsOf(auth)).toEqual(credentials);
  expect(textsOfAuth(auth)).toEqual([...others, ...credentials]);
});

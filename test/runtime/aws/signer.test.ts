import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Credentials, escapePart, getSigner, type UnsignedRequest } from '../../../src/runtime/aws/signer.ts';
import { NodeSha256 } from '../../../src/storage/s3/node-sha256.ts';
import { anyCharacter } from '../../helpers/random-cases.ts';

describe('getSigner', () => {
  /** @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
  test.each<[string, Omit<UnsignedRequest, 'host'>, string, string]>([
    [
      'GET of an object',
      { path: '/test.txt', headers: { range: 'bytes=0-9' } },
      'host;range;x-amz-content-sha256;x-amz-date',
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ],
    [
      'GET of a lifecycle',
      { path: '/', query: { lifecycle: '' } },
      'host;x-amz-content-sha256;x-amz-date',
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    ],
    [
      'GET of a list',
      { path: '/', query: { prefix: 'J', 'max-keys': '2' } },
      'host;x-amz-content-sha256;x-amz-date',
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ],
    [
      'PUT of an object',
      {
        method: 'PUT',
        path: `/${escapePart('test$file.text')}`,
        headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
        body: 'Welcome to Amazon S3.',
      },
      'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    ],
  ])('signs the examples of the S3 documentation: %s', (_what, request, names, signature) => {
    const { headers } = signExample('s3', { host: 'examplebucket.s3.amazonaws.com', ...request }, '2013-05-24');

    expect(headers['authorization']).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=${names}, Signature=${signature}`,
    );
  });

  test('signs any requests as a general signer does, one after another with the same or other credentials, on any day', async () => {
    await fc.assert(
      fc.asyncProperty(requestsOfOne, async ({ service, requests }) => {
        const sign = getSigner({ service, region: 'eu-central-1' });
        for (const { request, credentials, at } of requests) {
          const { headers } = sign(request, credentials, at);

          expect(lowerCase(headers)).toEqual(await signedByLibrary(service, request, credentials, at));
        }
      }),
    );
  });

  test('sends the query that it has signed', () => {
    const query = { prefix: "a b/(1)*!'", 'list-type': '2' };

    const { target } = signExample('s3', { host: 'h', path: '/ledger/', query }, '2026-11-27');

    expect(target).toBe('/ledger/?list-type=2&prefix=a%20b%2F%281%29%2A%21%27');
  });
});

function signExample(service: string, request: UnsignedRequest, day: string) {
  const credentials = {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  };
  return getSigner({ service, region: 'us-east-1' })(request, credentials, new Date(`${day}T00:00:00Z`));
}

const text = fc.string({ unit: anyCharacter, maxLength: 12 }).filter((one) => one.isWellFormed());
const word = fc.stringMatching(/^[A-Za-z0-9/+=]{1,20}$/);
const secret = fc.constantFrom('one', 'two/+', 'three');
const names = fc.constantFrom('x-amz-target', 'content-type', 'range', 'a', 'x-amz-z');

const anyPath = fc.array(text, { maxLength: 4 }).map((parts) => `/${parts.map(escapePart).join('/')}`);
/** Services other than S3 escape a path once more before they check it, and normalize it. */
const plainPath = fc.constantFrom('/', '/aws/', '/aws/a-b_c.d~e');

const signed = (path: fc.Arbitrary<string>) =>
  fc.record({
    request: fc.record(
      {
        method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
        host: fc.constantFrom('ledger.s3.eu-central-1.amazonaws.com', 'localhost:4566'),
        path,
        query: fc.dictionary(fc.constantFrom('prefix', 'list-type', 'max-keys', 'start-after', 'start', 'Über'), text),
        headers: fc.dictionary(names, word),
        body: text,
      },
      { requiredKeys: ['host', 'path'] },
    ),
    credentials: fc.oneof(
      fc.record({ accessKeyId: word, secretAccessKey: secret }),
      fc.record({ accessKeyId: word, secretAccessKey: secret, sessionToken: word }),
    ),
    at: fc.constantFrom('2026-11-27T23:59:59.999Z', '2026-11-28T00:00:00.000Z').map((time) => new Date(time)),
  });

const some = (path: fc.Arbitrary<string>) => fc.array(signed(path), { minLength: 1, maxLength: 5 });
const requestsOfOne = fc.oneof(
  fc.record({ service: fc.constant('s3'), requests: some(anyPath) }),
  fc.record({ service: fc.constant('secretsmanager'), requests: some(plainPath) }),
);

async function signedByLibrary(
  service: string,
  { method = 'GET', host, headers, ...request }: UnsignedRequest,
  credentials: Credentials,
  signingDate: Date,
) {
  const signer = new SignatureV4({
    ...{ service, region: 'eu-central-1', credentials, sha256: NodeSha256 },
    uriEscapePath: service !== 's3',
  });
  const sent = { ...request, method, protocol: 'https:', hostname: 'unused', headers: { ...headers, host } };
  return lowerCase((await signer.sign(sent, { signingDate })).headers);
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

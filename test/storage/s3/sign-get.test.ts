import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NodeSha256 } from '../../../src/storage/s3/node-sha256.ts';
import { type Credentials, escapePart, getSigner, type UnsignedGet } from '../../../src/storage/s3/sign-get.ts';

describe('getSigner', () => {
  /** @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
  test.each([
    [{ lifecycle: '' }, 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
    [{ prefix: 'J', 'max-keys': '2' }, '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
  ])('signs the examples of the S3 documentation: %j', (query, signature) => {
    const credentials = {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    };
    const get = { host: 'examplebucket.s3.amazonaws.com', path: '/', query };

    const { headers } = getSigner('us-east-1')(get, credentials, new Date('2013-05-24T00:00:00Z'));

    expect(headers['authorization']).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${signature}`,
    );
  });

  test('signs any requests as a general signer does, one after another with the same or other credentials, on any day', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(signed, { minLength: 1, maxLength: 5 }), async (requests) => {
        const sign = getSigner('eu-central-1');
        for (const { get, credentials, at } of requests) {
          const { headers } = sign(get, credentials, at);

          expect(lowerCase(headers)).toEqual(await signedByLibrary(get, credentials, at));
        }
      }),
    );
  });

  test('sends the query that it has signed', () => {
    const get = { host: 'h', path: '/ledger/', query: { prefix: "a b/(1)*!'", 'list-type': '2' } };

    const { target } = getSigner('eu-central-1')(get, { accessKeyId: 'a', secretAccessKey: 'b' }, new Date(0));

    expect(target).toBe('/ledger/?list-type=2&prefix=a%20b%2F%281%29%2A%21%27');
  });
});

const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((one) => one.isWellFormed());
const word = fc.stringMatching(/^[A-Za-z0-9/+=]{1,20}$/);
const secret = fc.constantFrom('one', 'two/+', 'three');

const signed = fc.record({
  get: fc.record({
    host: fc.constantFrom('ledger.s3.eu-central-1.amazonaws.com', 'localhost:4566'),
    path: fc.array(text, { maxLength: 4 }).map((parts) => `/${parts.map(escapePart).join('/')}`),
    query: fc.dictionary(fc.constantFrom('prefix', 'list-type', 'max-keys', 'start-after', 'start', 'Über'), text),
  }),
  credentials: fc.oneof(
    fc.record({ accessKeyId: word, secretAccessKey: secret }),
    fc.record({ accessKeyId: word, secretAccessKey: secret, sessionToken: word }),
  ),
  at: fc.constantFrom('2026-11-27T23:59:59.999Z', '2026-11-28T00:00:00.000Z').map((time) => new Date(time)),
});

async function signedByLibrary({ host, path, query }: UnsignedGet, credentials: Credentials, signingDate: Date) {
  const signer = new SignatureV4({
    ...{ service: 's3', region: 'eu-central-1', credentials, sha256: NodeSha256 },
    uriEscapePath: false,
  });
  const request = { method: 'GET', protocol: 'https:', hostname: 'unused', path, headers: { host }, query };
  return lowerCase((await signer.sign(request, { signingDate })).headers);
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

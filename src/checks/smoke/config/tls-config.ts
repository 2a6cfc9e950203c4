import * as v from 'valibot';
import { isJsonObject } from '../../../hook/json.ts';
import { isSecretName } from '../../../wording/values.ts';

/** How the certificate of a server is verified. */
export type TlsOptions = {
  /** PEM certificates to trust instead of the public ones, or where they are: `ssm:/shop/ca`, `secretsmanager:shop/ca`. */
  ca?: string | undefined;
  unverified?: true | undefined;
};

const caMessage =
  'expected certificates in PEM format, or where they are stored, such as "ssm:/shop/ca" or "secretsmanager:shop/ca"';

/** The key `tls`, of a request or of all. */
export const tlsSchema = v.pipe(
  v.strictObject(
    {
      ca: v.optional(
        v.pipe(
          v.string(caMessage),
          v.maxLength(65_536, 'expected at most 65536 characters'),
          v.check((text) => !/PRIVATE KEY/.test(text), 'expected certificates only, without a private key'),
          v.check((text) => isReference(text) || text.includes('-----BEGIN CERTIFICATE-----'), caMessage),
        ),
      ),
      unverified: v.optional(v.literal(true, 'expected true, or no unverified at all')),
    },
    'expected an object with ca or unverified',
  ),
  v.check(
    ({ ca, unverified }) => (ca === undefined) !== (unverified === undefined),
    'expected either ca or unverified: a certificate that is not verified needs no authority',
  ),
);

/** Whether it names the place of certificates. */
export function isReference(ca: string): boolean {
  return /^(?:ssm:|secretsmanager:)[\w/+=.@:-]+$/.test(ca);
}

type Sent = { tls?: TlsOptions | undefined; headers?: Readonly<Record<string, string>> | undefined; auth?: unknown };

/** Whether a credential would go to a server that nobody has verified: one of the request, or of a suite that has secrets. */
export function exposesCredential({ requests, secrets }: { requests: readonly Sent[]; secrets?: unknown }): boolean {
  const unverified = requests.filter(({ tls }) => tls?.unverified === true);
  return unverified.some(hasCredential) || (unverified.length > 0 && secrets !== undefined);
}

function signsIn(auth: unknown): boolean {
  return isJsonObject(auth) && auth['kind'] !== 'none';
}

function hasCredential({ headers = {}, auth }: Sent): boolean {
  const names = Object.keys(headers);
  return signsIn(auth) || names.some(isSecretName);
}

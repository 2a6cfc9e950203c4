import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

/** A request as it is sent. */
export type UnsignedRequest = {
  /** Default `GET` */
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  host: string;
  /** With its segments escaped. Only S3 signs it as it is sent, so that of any other service must have nothing to escape. */
  path: string;
  /** Names and values, not escaped. Default: none */
  query?: Readonly<Record<string, string>>;
  /** By their names in lower case; a value has no space at its ends and no two in a row. Default: none */
  headers?: Readonly<Record<string, string>>;
  /** Default: none */
  body?: string;
};

/**
 * Signs requests of one service with Signature Version 4, and returns the headers and the target of the request. A poll does little else, and a
 * general signer takes several times as much of its start and of its work. What is derived from the secret is kept for the day for which it is valid.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function getSigner({ service, region }: { service: string; region: string }) {
  let kept: { secret: string; day: string; key: KeyObject } | undefined;
  return (
    { method = 'GET', host, path, query = {}, headers: own, body = '' }: UnsignedRequest,
    { accessKeyId, secretAccessKey: secret, sessionToken }: Credentials,
    now: Date,
  ): { headers: Record<string, string>; target: string } => {
    const time = now.toISOString().replace(/[:-]|\.\d{3}/g, '');
    const day = time.slice(0, 8);
    const scope = [day, region, service, 'aws4_request'];
    const search = formatQuery(query);
    const bodyHash = body === '' ? hashOfNothing : hash('sha256', body);
    const headers = {
      ...{ ...own, host, 'x-amz-content-sha256': bodyHash, 'x-amz-date': time },
      ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
    };
    const lines = byName(Object.entries(headers));
    const names = lines.map(([name]) => name).join(';');
    const signed = lines.map(([name, value]) => `${name}:${value}\n`).join('');
    const canonical = `${method}\n${path}\n${search}\n${signed}\n${names}\n${bodyHash}`;
    if (kept?.secret !== secret || kept.day !== day) kept = { secret, day, key: deriveKey(secret, scope) };
    const signature = createHmac('sha256', kept.key)
      .update(`${algorithm}\n${time}\n${scope.join('/')}\n${hash('sha256', canonical)}`)
      .digest('hex');
    const authorization = `${algorithm} Credential=${accessKeyId}/${scope.join('/')}, SignedHeaders=${names}, Signature=${signature}`;
    return { headers: { ...headers, authorization }, target: search === '' ? path : `${path}?${search}` };
  };
}

const algorithm = 'AWS4-HMAC-SHA256';
const hashOfNothing = hash('sha256', '');

/** Escapes a segment of a path or a parameter as AWS does when it checks the signature; `encodeURIComponent` leaves five characters that AWS escapes. */
export function escapePart(part: string): string {
  return encodeURIComponent(part).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function formatQuery(query: Readonly<Record<string, string>>): string {
  const parameters = Object.entries(query).map(([name, value]) => [escapePart(name), escapePart(value)] as const);
  return byName(parameters)
    .map((parameter) => parameter.join('='))
    .join('&');
}

function byName<Pair extends readonly [string, string]>(pairs: readonly Pair[]): Pair[] {
  return pairs.toSorted(([left], [right]) => (left < right ? -1 : 1));
}

function deriveKey(secret: string, scope: readonly string[]): KeyObject {
  return scope.reduce(
    (key, part) => createSecretKey(createHmac('sha256', key).update(part).digest()),
    createSecretKey(`AWS4${secret}`, 'utf8'),
  );
}

import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto';

export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

/** A GET as it is sent: the path with its segments escaped, and the names and values of the query, not escaped. */
export type UnsignedGet = { host: string; path: string; query: Readonly<Record<string, string>> };

/**
 * Signs GET requests of S3 with Signature Version 4, and returns the headers and the target of the request. A poll does little else, and a general
 * signer takes several times as much of its start and of its work. What is derived from the secret is kept for the day for which it is valid.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function getSigner(region: string) {
  let kept: { secret: string; day: string; key: KeyObject } | undefined;
  return (
    { host, path, query }: UnsignedGet,
    { accessKeyId, secretAccessKey: secret, sessionToken }: Credentials,
    now: Date,
  ): { headers: Record<string, string>; target: string } => {
    const time = now.toISOString().replace(/[:-]|\.\d{3}/g, '');
    const day = time.slice(0, 8);
    const scope = [day, region, 's3', 'aws4_request'];
    const search = formatQuery(query);
    // In the order of their names, as they are signed.
    const headers = {
      ...{ host, 'x-amz-content-sha256': hashOfNothing, 'x-amz-date': time },
      ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
    };
    const names = Object.keys(headers).join(';');
    const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
    const canonical = `GET\n${path}\n${search}\n${lines.join('')}\n${names}\n${hashOfNothing}`;
    if (kept?.secret !== secret || kept.day !== day) kept = { secret, day, key: deriveKey(secret, scope) };
    const signature = createHmac('sha256', kept.key)
      .update(`${algorithm}\n${time}\n${scope.join('/')}\n${sha256(canonical)}`)
      .digest('hex');
    const authorization = `${algorithm} Credential=${accessKeyId}/${scope.join('/')}, SignedHeaders=${names}, Signature=${signature}`;
    return { headers: { ...headers, authorization }, target: search === '' ? path : `${path}?${search}` };
  };
}

const algorithm = 'AWS4-HMAC-SHA256';
const hashOfNothing = sha256('');

/** Escapes a segment of a path or a parameter as S3 does when it checks the signature; `encodeURIComponent` leaves five characters that S3 escapes. */
export function escapePart(part: string): string {
  return encodeURIComponent(part).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** In the order of the names. */
function formatQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => [escapePart(name), escapePart(value)] as const)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map((parameter) => parameter.join('='))
    .join('&');
}

function deriveKey(secret: string, scope: readonly string[]): KeyObject {
  return scope.reduce(
    (key, part) => createSecretKey(createHmac('sha256', key).update(part).digest()),
    createSecretKey(`AWS4${secret}`, 'utf8'),
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

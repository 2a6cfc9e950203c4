import type { BucketPolicy } from './ledger-policy.ts';
import { isDeniedBy } from './policy-verdict.ts';
import { type Reply, serve } from './serve.ts';

export type S3Door = {
  /** Of the emulator that keeps the objects. */
  endpoint: string;
  /** The policy that the bucket has at this moment. */
  policy: () => Promise<BucketPolicy | undefined>;
  /** The ARN of the caller. */
  caller: string;
  /** Actions that the caller's own policies do not allow. */
  lacking?: readonly string[] | undefined;
  /** Whether a write is done although its condition is not met. */
  ignoresConditions?: boolean | undefined;
  /** Is called with each action before it is done. */
  seen?: ((action: string) => void) | undefined;
};

/**
 * What AWS does in front of S3 and emulators do not: evaluates the policy of the bucket with its conditions, and what the caller's own policies lack,
 * and answers AccessDenied in AWS's words. Everything else goes on to the emulator. It cannot show that AWS evaluates a policy as this does.
 */
export async function startS3Door({
  endpoint,
  policy,
  caller,
  lacking = [],
  ignoresConditions,
  seen,
}: S3Door): Promise<string> {
  return serve(async (request, body) => {
    const { pathname, search, searchParams } = new URL(request.url ?? '/', endpoint);
    const [bucket = '', ...rest] = decodeURIComponent(pathname).slice(1).split('/');
    const key = rest.join('/');
    const action = actionOf(request.method ?? '', key, searchParams);
    seen?.(action);
    const resource = `arn:aws:s3:::${bucket}${key === '' ? '' : `/${key}`}`;
    const what = `User: ${caller} is not authorized to perform: ${action} on resource: "${resource}"`;
    const current = await policy();
    if (isDeniedBy(current, { action, resource, keys: keysOf(request.headers, caller) }))
      return refusal(403, 'AccessDenied', `${what} with an explicit deny in a resource-based policy`);
    if (lacking.includes(action))
      return refusal(403, 'AccessDenied', `${what} because no identity-based policy allows the ${action} action`);
    if (action === 's3:GetBucketPolicy')
      return current
        ? { status: 200, body: JSON.stringify(current) }
        : refusal(404, 'NoSuchBucketPolicy', 'The bucket policy does not exist');
    if (ignoresConditions) delete request.headers['if-none-match'];
    return passOn(`${endpoint}${pathname}${search}`, request.method ?? 'GET', request.headers, body);
  });
}

function keysOf(headers: NodeJS.Dict<string | string[]>, caller: string): Record<string, string> {
  const conditions = ['if-none-match', 'if-match'].flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[`s3:${name}`, value] as const] : [];
  });
  return {
    ...{ 'aws:principalarn': caller, 'aws:securetransport': 'true', 's3:tlsversion': '1.3' },
    ...Object.fromEntries(conditions),
  };
}

async function passOn(
  url: string,
  method: string,
  headers: NodeJS.Dict<string | string[]>,
  body: Buffer,
): Promise<Reply> {
  const ofTheConnection = /^(host|connection|expect|keep-alive|content-(length|encoding)|transfer-encoding)$/;
  const withoutConnection = (entries: Iterable<[string, unknown]>) =>
    Object.fromEntries([...entries].filter(([name]) => !ofTheConnection.test(name))) as Record<string, string>;
  const sent = { method, headers: withoutConnection(Object.entries(headers)) };
  const answer = await fetch(url, { ...sent, ...(body.length > 0 && { body: new Uint8Array(body) }) });
  return { status: answer.status, headers: withoutConnection(answer.headers), body: await answer.text() };
}

function actionOf(method: string, key: string, query: URLSearchParams): string {
  if (key === '') return query.has('policy') ? 's3:GetBucketPolicy' : 's3:ListBucketVersions';
  if (method === 'DELETE') return query.has('versionId') ? 's3:DeleteObjectVersion' : 's3:DeleteObject';
  return method === 'PUT' ? 's3:PutObject' : 's3:GetObject';
}

function refusal(status: number, code: string, message: string): Reply {
  const body = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}

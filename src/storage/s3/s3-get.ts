import type { IncomingMessage } from 'node:http';
import {
  type Signing,
  signedSender,
  type Tried,
  tryThrice,
  type WarmConnection,
} from '../../runtime/aws/send-signed.ts';
import { escapePart } from '../../runtime/aws/signer.ts';
import { formatError } from '../../wording/values.ts';
import { StorageError } from '../storage-error.ts';
import { bucketAddress, type S3Location } from './s3-location.ts';

export type S3Parts = S3Location &
  Omit<Signing, 'service'> & {
    connection: WarmConnection;
    /** How a body becomes text: `latin1` keeps every byte. Default `utf8` */
    encoding?: BufferEncoding;
  };

/** S3's response with status 200; undefined if there is no such key. */
type S3Answer = { response: IncomingMessage; body: string } | undefined;

const attemptMs = 3000;

/**
 * One signed GET of a bucket over a kept-alive connection, without loading an SDK client. Transport errors, 500 and 503 are retried twice; a
 * missing object is undefined; everything else rejects.
 */
export function s3Get({ connection: { agent }, credentials, clock, encoding, ...location }: S3Parts) {
  const { origin, pathPrefix } = bucketAddress(location);
  const { region } = location;
  const send = signedSender({ service: 's3', region, origin, agent, credentials, clock, attemptMs });

  return async (key: string, query: Record<string, string>, signal: AbortSignal): Promise<S3Answer> => {
    const path = pathPrefix + key.split('/').map(escapePart).join('/');
    const tried = await tryThrice(() => getOnce(path, query, signal), signal);
    if ('value' in tried) return tried.value;
    const what = key || `the keys under ${query['prefix']}`;
    throw new StorageError(`S3 did not return ${what}: ${formatError(tried.error)}`, { cause: tried.error });
  };

  async function getOnce(path: string, query: Record<string, string>, signal: AbortSignal): Promise<Tried<S3Answer>> {
    const received = await send({ path, query }, signal);
    const { response } = received;
    const { statusCode: status = 0 } = response;
    const body = received.body.toString(encoding);
    if (status === 200) return { value: { response, body } };
    const code = /<Code>([A-Za-z]{1,64})<\/Code>/.exec(body)?.[1] ?? 'no code';
    if (status === 404 && code === 'NoSuchKey') return { value: undefined };
    return { error: new Error(`status ${status}, ${code}`), isFinal: status < 500 };
  }
}

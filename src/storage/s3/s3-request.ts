import type { IncomingMessage } from 'node:http';
import {
  type Signing,
  signedSender,
  type Tried,
  tryThrice,
  type WarmConnection,
} from '../../runtime/aws/send-signed.ts';
import { escapePart, type UnsignedRequest } from '../../runtime/aws/signer.ts';
import { formatError } from '../../wording/values.ts';
import { StorageError } from '../storage-error.ts';
import { bucketAddress, type S3Location } from './s3-location.ts';

export type S3Parts = S3Location &
  Omit<Signing, 'service'> & {
    connection: WarmConnection;
    /** How a body becomes text: `latin1` keeps every byte. Default `utf8` */
    encoding?: BufferEncoding;
  };

type S3Request = Omit<UnsignedRequest, 'host' | 'path'>;
/** S3's response; undefined for a refusal that is an answer. */
export type S3Answer = { response: IncomingMessage; body: string } | undefined;

/**
 * Signed requests to a bucket over a kept-alive connection, without loading an SDK client. As by the SDK, transport errors and errors of S3 itself are
 * tried twice more; every other refusal rejects.
 *
 * @param verb - for an error: what S3 did not do
 * @param attemptMs - how long one answer may take
 * @param isAnswer - whether a refusal is an answer, and not an error. Default: none is
 */
export function s3Requests(
  parts: S3Parts,
  verb: 'return' | 'store',
  attemptMs: number,
  isAnswer?: (status: number, code: string) => boolean,
) {
  const { origin, pathPrefix } = bucketAddress(parts);
  const send = signedSender({ ...parts, service: 's3', origin, agent: parts.connection.agent, attemptMs });

  return async (key: string, request: S3Request, signal: AbortSignal): Promise<S3Answer> => {
    const path = pathPrefix + key.split('/').map(escapePart).join('/');
    const tried = await tryThrice(async (): Promise<Tried<S3Answer>> => {
      const { response, body: bytes } = await send({ ...request, path }, signal);
      const { statusCode: status = 0 } = response;
      const body = bytes.toString(parts.encoding);
      if (status === 200) return { value: { response, body } };
      const code = /<Code>([A-Za-z]{1,64})<\/Code>/.exec(body)?.[1] ?? 'no code';
      if (isAnswer?.(status, code)) return { value: undefined };
      return { error: new Error(`status ${status}, ${code}`), isFinal: status < 500 && code !== 'RequestTimeout' };
    }, signal);
    if ('value' in tried) return tried.value;
    const what = key || `the keys under ${request.query?.['prefix']}`;
    throw new StorageError(`S3 did not ${verb} ${what}: ${formatError(tried.error)}`, { cause: tried.error });
  };
}

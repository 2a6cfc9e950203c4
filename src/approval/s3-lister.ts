import { type S3Parts, s3Get } from './s3-get.ts';
import type { ObjectStore } from './store.ts';

/** What a signed request of ours asks IAM for. */
export const listerActions = ['s3:ListBucket'] as const;

/**
 * Lists keys without the SDK: the desk does so for each page, and the SDK's S3 client would take longer to load than the page to make.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function s3Lister(parts: S3Parts): ObjectStore['list'] {
  const get = s3Get(parts);
  return async (prefix, signal) => {
    const keys: string[] = [];
    let token: string | undefined;
    do {
      // As URL, so that no character of a key has to be told from XML; S3 writes a space as a plus there.
      const query = { 'encoding-type': 'url', 'list-type': '2', prefix, ...(token && { 'continuation-token': token }) };
      const body = (await get('', query, signal))?.body ?? '';
      keys.push(...[...body.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => unescapeKey(key)));
      token = /<NextContinuationToken>([^<]+)<\/NextContinuationToken>/.exec(body)?.[1];
    } while (token);
    return keys;
  };
}

/** S3 escapes as a form does: a space is a plus, and a plus is `%2B`. */
function unescapeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}

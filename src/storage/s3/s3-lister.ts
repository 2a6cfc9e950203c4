import { StorageError } from '../storage-error.ts';
import type { ObjectStore } from '../store.ts';
import { type S3Parts, s3Get } from './s3-get.ts';

/** The IAM actions that our signed request needs. */
export const listerActions = ['s3:ListBucket'] as const;

/**
 * Lists keys without the SDK: the desk does so for each page, and loading the SDK's S3 client would take longer than making the page.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function s3Lister(parts: S3Parts): ObjectStore['list'] {
  const get = s3Get(parts);
  return async (prefix, signal) => {
    const keys: string[] = [];
    let token: string | undefined;
    do {
      // URL-encoded, so that keys need no XML unescaping; S3 encodes a space as a plus.
      const query = { 'encoding-type': 'url', 'list-type': '2', prefix, ...(token && { 'continuation-token': token }) };
      const page = readPage((await get('', query, signal))?.body ?? '');
      if (!page) {
        const text = `S3 did not list the keys under ${prefix}: its answer is not a complete list; try again`;
        throw new StorageError(text);
      }
      keys.push(...page.keys);
      token = page.token;
    } while (token);
    return keys;
  };
}

/** Undefined if it is not a complete page of a list, such as a proxy's HTML or a truncated body. */
function readPage(body: string): { keys: string[]; token: string | undefined } | undefined {
  const list = /^\s*(?:<\?xml[^>]*\?>\s*)?<ListBucketResult[\s>].*<\/ListBucketResult>\s*$/s.exec(body)?.[0];
  if (list === undefined) return undefined;
  const keys = [...list.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => unescapeKey(key));
  const token = /<NextContinuationToken>([^<]+)<\/NextContinuationToken>/.exec(list)?.[1];
  const count = /<KeyCount>(\d+)<\/KeyCount>/.exec(list)?.[1];
  const isWhole = count === undefined || Number(count) === keys.length;
  const isLast = !/<IsTruncated>true<\/IsTruncated>/.test(list);
  return isWhole && (isLast || token !== undefined) ? { keys, token } : undefined;
}

/** S3 encodes as a form does: a space is a plus, and a plus is `%2B`. */
function unescapeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}

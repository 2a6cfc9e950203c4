import { ApprovalError } from '../approval-error.ts';
import type { ObjectStore } from '../store.ts';
import { type S3Parts, s3Get } from './s3-get.ts';

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
      const page = readPage((await get('', query, signal))?.body ?? '');
      if (!page) {
        const text = `S3 did not list the keys under ${prefix}: its answer is not a complete list; try again`;
        throw new ApprovalError('LEDGER_UNAVAILABLE', text);
      }
      keys.push(...page.keys);
      token = page.token;
    } while (token);
    return keys;
  };
}

/** Undefined for what is not a whole page of a list, such as a proxy's HTML or a body that was cut. */
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

/** S3 escapes as a form does: a space is a plus, and a plus is `%2B`. */
function unescapeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}

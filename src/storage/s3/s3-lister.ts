import { StorageError } from '../storage-error.ts';
import type { ListedObject, ListObjects, ObjectStore } from '../store.ts';
import { s3Get } from './s3-get.ts';
import type { S3Parts } from './s3-request.ts';

/** The IAM actions that our signed request needs. */
export const listerActions = ['s3:ListBucket'] as const;

/**
 * Lists keys without the SDK: the desk does so for each page, and loading the SDK's S3 client would take longer than making the page.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function s3Lister(parts: S3Parts): ObjectStore['list'] {
  const list = s3ObjectLister(parts);
  return async (prefix, signal) => (await list(prefix, signal)).map(({ key }) => key);
}

/** Lists keys with their versions, and only as many as are wanted. */
export function s3ObjectLister(parts: S3Parts): ListObjects {
  const get = s3Get(parts);
  return async (prefix, signal, { after, max = Number.POSITIVE_INFINITY } = {}) => {
    const objects: ListedObject[] = [];
    let token: string | undefined;
    do {
      const left = max - objects.length;
      const query = {
        // URL-encoded, so that keys need no XML unescaping; S3 encodes a space as a plus.
        ...{ 'encoding-type': 'url', 'list-type': '2', prefix },
        ...(left < maxOfPage && { 'max-keys': String(left) }),
        ...(token === undefined ? after !== undefined && { 'start-after': after } : { 'continuation-token': token }),
      };
      const page = readPage((await get('', { query }, signal))?.body ?? '');
      if (!page) {
        const text = `S3 did not list the keys under ${prefix}: its answer is not a complete list; try again`;
        throw new StorageError(text);
      }
      objects.push(...page.objects);
      token = page.token;
    } while (token !== undefined && objects.length < max);
    return objects;
  };
}

/** S3's own limit. */
const maxOfPage = 1000;

/** Undefined if it is not a complete page of a list, such as a proxy's HTML or a truncated body. */
function readPage(body: string): { objects: ListedObject[]; token: string | undefined } | undefined {
  const list = /^\s*(?:<\?xml[^>]*\?>\s*)?<ListBucketResult[\s>].*<\/ListBucketResult>\s*$/s.exec(body)?.[0];
  if (list === undefined) return undefined;
  const objects = list.split('<Contents>').slice(1).map(readObject);
  const token = /<NextContinuationToken>([^<]+)<\/NextContinuationToken>/.exec(list)?.[1];
  const count = /<KeyCount>(\d+)<\/KeyCount>/.exec(list)?.[1];
  const isWhole = count === undefined || Number(count) === objects.length;
  const isLast = !/<IsTruncated>true<\/IsTruncated>/.test(list);
  return isWhole && (isLast || token !== undefined) ? { objects, token } : undefined;
}

function readObject(contents: string): ListedObject {
  const [, key = ''] = /<Key>([^<]*)<\/Key>/.exec(contents) ?? [];
  const [, etag = ''] = /<ETag>([^<]*)<\/ETag>/.exec(contents) ?? [];
  return { key: unescapeKey(key), etag: etag.replace(/&quot;|&#34;/g, '"') };
}

/** S3 encodes as a form does: a space is a plus, and a plus is `%2B`. */
function unescapeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}

import { createHash } from 'node:crypto';
import type { StoredObject } from '../../../src/storage/store.ts';
import type { MemoryStore } from '../../helpers/memory-store.ts';
import type { WireAnswer, WireRequest } from './faulty-wire.ts';

export type LedgerMirror = Pick<MemoryStore, 'contents' | 'versions'> & {
  /** Of every request to S3, in the order in which S3 carried them out. */
  saw(request: WireRequest, answer: WireAnswer): void;
};

/** Everything that S3 stored in a bucket about one deployment, by what went over the wire. */
export function ledgerMirror(bucket: string, deploymentId: string): LedgerMirror {
  const objects = new Map<string, string>();
  const versions = new Map<string, StoredObject[]>();
  return {
    contents: () => Object.fromEntries(objects),
    versions: (key) => versions.get(key) ?? [],
    saw({ method, url, body }, { status }) {
      const { pathname } = new URL(url, 'http://s3');
      if (status >= 300 || !pathname.startsWith(`/${bucket}/`)) return;
      const key = decodeURIComponent(pathname.slice(bucket.length + 2));
      if (!key.includes(`/${deploymentId}`)) return;
      if (method === 'DELETE') objects.delete(key);
      if (method !== 'PUT') return;
      const text = body.toString();
      objects.set(key, text);
      const etag = `"${createHash('md5').update(text).digest('hex')}"`;
      versions.set(key, [...(versions.get(key) ?? []), { body: text, etag, lastModified: new Date() }]);
    },
  };
}

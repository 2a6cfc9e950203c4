import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { formatRequest } from '../../../src/approval/request/request.ts';
import { castVote } from '../../../src/approval/request/transitions.ts';
import type { AuditBucket } from '../../../src/cli/audit/bucket/audit-bucket.ts';
import { exportAs } from '../../../src/cli/audit/export/export-as.ts';
import { requestKey } from '../../../src/storage/keys.ts';
import { neverAborted, newRequest, subject, vote } from '../../helpers/approval.ts';
import { SteppableClock } from '../../helpers/hook.ts';
import { type MemoryStore, memoryStore } from '../../helpers/memory-store.ts';

export const range = { since: '2026-11-01T00:00:00.000Z', until: '2026-12-01T00:00:00.000Z' };
export const when = { now: new Date('2026-12-01T00:00:00.000Z'), signal: neverAborted };

/** A bucket in memory that lists two keys a page. */
export function memoryBucket(store: MemoryStore): AuditBucket {
  return {
    name: 'ledger',
    async *pages(prefix) {
      const keys = await store.list(prefix, neverAborted);
      for (let start = 0; start < keys.length; start += 2)
        yield keys.slice(start, start + 2).map((key) => ({ key, lastModified: lastOf(store, key).lastModified }));
    },
    async *versionPages(prefix) {
      for (const key of await store.list(prefix, neverAborted)) {
        const versions = store.versions(key).map(({ lastModified }, at) => ({
          ...{ key, versionId: String(at), lastModified, isDeleted: false },
        }));
        for (const version of versions.reverse()) yield [version];
      }
    },
    read: async (key, signal, versionId) =>
      versionId === undefined ? store.read(key, signal) : store.versions(key)[Number(versionId)],
  };
}

function lastOf(store: MemoryStore, key: string) {
  return store.versions(key).at(-1) ?? { lastModified: new Date(0) };
}

/** A ledger with this many decided requests of each of two services, and one that is open. */
export function filledLedger(each = 3) {
  const clock = new SteppableClock();
  const store = memoryStore(clock);
  const keys: string[] = [];
  for (const service of ['shop', 'shop-api']) {
    for (let count = 0; count < each; count += 1) {
      const about = { ...subject, service, deploymentId: `deployment${count}` };
      const open = newRequest({ subject: about, reviewers: ['ana@example.com'] });
      const key = requestKey(about);
      store.edit(key, formatRequest(open));
      const reason = count === 0 ? '=HYPERLINK("https://evil.example"), "quoted"\nand Zoë' : 'fine';
      store.edit(key, formatRequest(castVote(open, vote({ reason })).request));
      keys.push(key);
    }
  }
  const about = { ...subject, service: 'shop', deploymentId: 'open1' };
  store.edit(requestKey(about), formatRequest(newRequest({ subject: about })));
  return { store, clock, bucket: memoryBucket(store), keys, openKey: requestKey(about) };
}

export async function exported(bucket: AuditBucket, format: 'jsonl' | 'csv' = 'jsonl', within = range) {
  const { text, result } = exportAs(format, bucket, within, when);
  const pieces: string[] = [];
  for await (const piece of text) pieces.push(piece);
  return { text: pieces.join(''), pieces, ...result() };
}

/** A file with this content until the end of the test. */
export async function fileOf(content: string | Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-audit-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'audit.jsonl');
  await writeFile(path, content);
  return path;
}

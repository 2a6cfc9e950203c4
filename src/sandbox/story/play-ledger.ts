import { join } from 'node:path';
import { type ApprovalRequest, parseRequest } from '../../approval/request/request.ts';
import { fileStore } from '../../storage/file/file-store.ts';
import { requestPrefix } from '../../storage/keys.ts';

/** Reads a deployment's requests from the ledger in a sandbox's folder: one for each step at which people were asked. */
export function requestsIn(folder: string): (deploymentId: string) => Promise<readonly ApprovalRequest[]> {
  const store = fileStore(join(folder, 'ledger'));
  const { signal } = new AbortController();
  return async (deploymentId) => {
    const keys = await store.list(requestPrefix, signal);
    const own = keys.filter((key) => key.includes(`/${deploymentId}/`));
    const objects = await Promise.all(own.map((key) => store.read(key, signal)));
    return objects.flatMap((object) => (object === undefined ? [] : parseRequest(object.body)));
  };
}

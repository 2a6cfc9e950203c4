import type { ListedKey } from './audit-bucket.ts';

/**
 * The keys below another prefix that belong to a deployment. It has to be asked for deployments in the order of their paths, and reads both lists
 * once, side by side.
 *
 * @example
 * const rollbacksOf = joinKeys(bucket.pages('rollbacks/', signal));
 * await rollbacksOf('123456789012/eu-west-1/shop/ui/abc'); // ['rollbacks/123456789012/eu-west-1/shop/ui/abc/20261122T140000000Z-1.json']
 */
export function joinKeys(pages: AsyncIterable<readonly ListedKey[]>): (path: string) => Promise<readonly string[]> {
  const keys = flatten(pages);
  let next: string | undefined;
  let isOver = false;
  let known: { path: string; keys: string[] } | undefined;
  return async (path) => {
    if (known?.path === path) return known.keys;
    known = { path, keys: [] };
    while (!isOver) {
      next ??= await advance();
      const other = next === undefined ? undefined : deploymentPathOf(next);
      if (other === undefined || `${other}/` > `${path}/`) break;
      if (other === path && next !== undefined) known.keys.push(next);
      next = undefined;
    }
    return known.keys;
  };

  async function advance(): Promise<string | undefined> {
    const { value, done } = await keys.next();
    isOver = done === true;
    return done ? undefined : value;
  }
}

async function* flatten(pages: AsyncIterable<readonly ListedKey[]>): AsyncGenerator<string> {
  for await (const page of pages) for (const { key } of page) yield key;
}

/** `<account>/<region>/<cluster>/<service>/<deploymentId>` of a key of the ledger, below whichever prefix. */
export function deploymentPathOf(key: string): string {
  return key.split('/').slice(1, 6).join('/');
}

/** `<account>/<region>/<cluster>/<service>` of it. */
export function servicePathOf(key: string): string {
  return key.split('/').slice(1, 5).join('/');
}

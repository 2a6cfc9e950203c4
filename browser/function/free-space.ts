import { statfs } from 'node:fs/promises';

/** What a Chromium may write while it opens one page: its profile and caches. */
const neededMegabytes = 128;

/** Why a browser cannot be started here, as a clause for people; undefined if it can. A full disk would show as pages that are only half there. */
export async function whyNoSpace(folder: string): Promise<string | undefined> {
  const { bavail, bsize } = await statfs(folder);
  const megabytes = Math.floor((bavail * bsize) / 1_048_576);
  if (megabytes >= neededMegabytes) return undefined;
  return `only ${megabytes} MB are free in ${folder}, and a browser needs ${neededMegabytes}: raise EphemeralStorage`;
}

import { setTimeout as sleep } from 'node:timers/promises';

/** What a reviewer fills into the form. */
export type FilledForm = { choice: 'approve' | 'reject'; looked?: 'yes'; reason: string };

const oftenEnoughMs = 100;

/**
 * Does what a reviewer does: waits for the mail, opens its link, fills in the form and sends it. Everything goes over HTTP.
 *
 * @throws Error where a page is not what it should be, with its status
 */
export async function decideByLink(
  stageUrl: string,
  form: FilledForm,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const before = new Set(await readLinks(stageUrl));
  const link = await waitForLink(stageUrl, before, signal);
  if (link === undefined) return;
  say(`          the reviewer opens ${new URL(link).origin}/a/…`);
  const page = await fetchPage(link);
  const nonce = /name="nonce" value="([^"]+)"/.exec(page)?.[1];
  if (nonce === undefined) throw new Error('the page behind the mailed link has no form');

  const sent = await fetchPage(link, { method: 'POST', body: new URLSearchParams({ ...form, nonce }) });
  const title = /<div class="note[^>]*><p><strong>([^<]+)/.exec(sent)?.[1] ?? 'the form was sent';
  say(`          the reviewer is told: ${title}`);
}

async function waitForLink(
  stageUrl: string,
  before: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<string | undefined> {
  while (!signal.aborted) {
    const link = (await readLinks(stageUrl)).find((found) => !before.has(found));
    if (link !== undefined) return link;
    await sleep(oftenEnoughMs);
  }
  return undefined;
}

async function readLinks(stageUrl: string): Promise<string[]> {
  const page = await fetchPage(`${stageUrl}/mailbox`);
  return [...page.matchAll(/href="([^"]+\/a\/[^"]+)"/g)].flatMap(([, link]) => link ?? []);
}

async function fetchPage(url: string, init: RequestInit = {}): Promise<string> {
  const response = await fetch(url, init);
  const page = await response.text();
  if (!response.ok) throw new Error(`${new URL(url).origin} answered ${response.status} to the reviewer`);
  return page;
}

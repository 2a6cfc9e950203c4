import { type PlayBrowser, playBrowser } from './play-browser.ts';

/** What a reviewer enters in the form. */
type FilledForm = { choice: 'approve' | 'reject'; looked?: 'yes'; reason: string };

type Reviewing = {
  say: (line: string) => void;
  /** Ends it. */
  signal: AbortSignal;
  /** Resolves when there may be another mail, at the latest when the signal aborts. */
  nextChange: () => Promise<void>;
};

/**
 * Does what reviewers do, one after the other: waits for a mail to one of them, opens its link, fills in the form and sends it; and again with the
 * next mail, until the signal aborts, since people are asked at every step of a linear or canary deployment. Everything goes over HTTP.
 *
 * @param mailboxes - the addresses of their mailboxes
 * @throws Error if a page is not as expected, with its status
 */
export async function decideByLinks(
  mailboxes: readonly string[],
  form: FilledForm,
  { say, signal, nextChange }: Reviewing,
): Promise<void> {
  const known = new Set(await readLinks(mailboxes));
  const browser = playBrowser();
  for (;;) {
    const link = await waitForLink(mailboxes, known, { signal, nextChange });
    if (link === undefined) return;
    known.add(link);
    await decide(browser, link, form, say);
  }
}

/** More often than a request changes while somebody reads it. */
const maxLooks = 5;

/**
 * The desk refuses a decision about a request that has changed since its page was shown, for example because a notification was just
 * recorded as sent. The reviewer then reloads the page, as a person would.
 */
async function decide(
  browser: PlayBrowser,
  link: string,
  form: FilledForm,
  say: (line: string) => void,
): Promise<void> {
  say(`          the reviewer opens ${new URL(link).origin}${new URL(link).pathname.slice(0, 3)}…`);
  let page = await openPage(browser, link, say);
  say(`          the page offers: ${findOffer(page) ?? 'nothing to try'}`);
  for (let looks = 1; ; looks++) {
    const nonce = /name="nonce" value="([^"]+)"/.exec(page)?.[1];
    if (nonce === undefined) throw new Error('the page behind the mailed link has no form');
    const headers = { origin: new URL(link).origin };
    const body = new URLSearchParams({ ...form, nonce });
    const sent = await browser.open(link, { method: 'POST', headers, body });
    const { response } = sent;
    page = sent.page;
    if (response.status === 409 && looks < maxLooks && page.includes('name="nonce"')) continue;
    if (!response.ok) throw refused(link, response.status);
    break;
  }
  const [, title = 'the form was sent'] =
    /<div class="note[^>]*><p><strong>([^<]+)/.exec(page) ?? /<h1[^>]*>([^<]+)/.exec(page) ?? [];
  say(`          the reviewer reads: ${title}`);
}

/** Opens the link; if its page only offers to sign in, the reviewer signs in and comes back. */
async function openPage(browser: PlayBrowser, link: string, say: (line: string) => void): Promise<string> {
  const { response, page } = await browser.open(link);
  if (!response.ok) throw refused(link, response.status);
  const [, begin] = /href="(\/sign-in\/[^"]+)"/.exec(page) ?? [];
  if (begin === undefined || page.includes('name="nonce"')) return page;
  const provider = await browser.open(new URL(begin, link).href);
  // The first button of the local provider is the first reviewer.
  const [, action, who] = /<form method="post" action="([^"]+)"[^>]*><button[^>]*>([^<]+)/.exec(provider.page) ?? [];
  if (action === undefined) throw new Error(`${new URL(provider.url).origin} did not ask who the reviewer is`);
  say(`          the reviewer signs in at ${new URL(provider.url).origin} as ${who}`);
  const back = await browser.open(new URL(action, provider.url).href, { method: 'POST' });
  if (!back.response.ok) throw refused(back.url, back.response.status);
  return back.page;
}

/** The address of the new version that the page links to, or else the command that it shows. */
function findOffer(page: string): string | undefined {
  const [, offer] =
    /href="([^"]+)" rel="noreferrer" target="_blank"/.exec(page) ?? /<pre><code>([^<]+)/.exec(page) ?? [];
  return offer?.replace(/&(amp|lt|gt|quot|#39);/g, (entity) => characters[entity] ?? entity);
}

const characters: Readonly<Record<string, string>> = {
  ...{ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" },
};

async function waitForLink(
  mailboxes: readonly string[],
  before: ReadonlySet<string>,
  { signal, nextChange }: Omit<Reviewing, 'say'>,
): Promise<string | undefined> {
  while (!signal.aborted) {
    const changed = nextChange();
    try {
      const link = (await readLinks(mailboxes)).find((found) => !before.has(found));
      if (link !== undefined) return link;
    } catch (error) {
      // The sandbox may have been stopped together with the reviewer.
      if (signal.aborted) return undefined;
      throw error;
    }
    await changed;
  }
  return undefined;
}

/** What every mailed link shows now. */
export async function readMailedPages(stageUrl: string): Promise<readonly string[]> {
  return await Promise.all(linksIn(await fetchPage(`${stageUrl}/mailbox`)).map(fetchPage));
}

async function readLinks(mailboxes: readonly string[]): Promise<string[]> {
  return (await Promise.all(mailboxes.map(fetchPage))).flatMap(linksIn);
}

function linksIn(page: string): string[] {
  return [...page.matchAll(/href="([^"]+\/[ar]\/[^"]+)"/g)].flatMap(([, link]) => link ?? []);
}

async function fetchPage(url: string): Promise<string> {
  const response = await fetch(url);
  const page = await response.text();
  if (!response.ok) throw refused(url, response.status);
  return page;
}

function refused(url: string, status: number): Error {
  return new Error(`${new URL(url).origin} answered ${status} to the reviewer`);
}

import type { TestListener } from '../../deployment/test-traffic/test-listener.ts';
import type { Finding } from '../../hook/verdict.ts';
import { shorten } from '../../wording/values.ts';
import type { BrowserConfig, Page } from './browser-config.ts';
import type { Hop, LoadedPage, Resource } from './page-loader.ts';
import { whyNotGreen } from './sent-headers.ts';

/** What is known about a page that was opened: its findings, and whether the load balancer answered instead of a version. */
type JudgedPage = { findings: readonly Finding[]; outcome: 'passed' | 'failed' | 'unsettled' };

type Judging = Pick<BrowserConfig, 'ignore' | 'allowUnproved'> & {
  /** Where the page was opened; undefined for a `baseUrl`. */
  test: TestListener | undefined;
};

/** Judges a page as it was loaded. What counts as a fault makes it fail; what could not be checked is a finding of its own. */
export function judgePage(page: Page, loaded: LoadedPage, judging: Judging): JudgedPage {
  const astray = findAstray(loaded.hops, judging);
  const { status } = loaded.hops.at(-1) ?? { status: undefined };
  // A step may lead on from an error page, as its layout does.
  const wrong = loaded.hops
    .slice(0, -1)
    .filter((hop) => (hop.status ?? 0) >= 400 && hop.status !== page.status && !isIgnored(formatFailed(hop), judging));
  const faults = [
    ...(astray === undefined ? [] : [fault('address', astray, 'every redirect leads to green')]),
    ...(status === page.status ? [] : [fault('', `status ${status ?? 'unknown'}`, `status ${page.status}`)]),
    // What is missing is often a consequence of these.
    ...listed('page errors', loaded.pageErrors, judging),
    ...listed('console', loaded.consoleErrors, judging),
    ...listed('requests', [...wrong.map(formatFailed), ...failedOf(loaded)], judging),
    ...(loaded.stuck === undefined ? [] : [fault('steps', loaded.stuck, 'every step is possible')]),
    ...loaded.missing.map((what) => missingFault(what, page)),
  ].map((finding) => ({ ...finding, name: nameOf(page, finding.name) }));
  const remarks = [...blockedFindings(loaded), ...elsewhereFindings(loaded, judging)].map((finding) => ({
    ...finding,
    name: nameOf(page, finding.name),
  }));
  if (faults.length === 0) return { findings: [summary(page, loaded), ...remarks], outcome: 'passed' };
  const statuses = [...wrong.map((hop) => hop.status), ...(status === page.status ? [] : [status])];
  const isUnsettled = astray === undefined && statuses.length > 0 && statuses.every((each) => unsettled.has(each ?? 0));
  return { findings: [...faults, ...remarks], outcome: isUnsettled ? 'unsettled' : 'failed' };
}

/** A load balancer answers with these itself while its targets change. */
const unsettled: ReadonlySet<number> = new Set([502, 503, 504]);

function nameOf({ path }: Page, what: string): string {
  return what === '' ? path : `${path}: ${what}`;
}

function fault(name: string, found: string, allowed: string): Finding {
  return { name, outcome: 'failed', found, allowed };
}

function missingFault(what: LoadedPage['missing'][number], { selector, text }: Page): Finding {
  if (what === 'load') return fault('load', 'did not finish loading in time', 'loaded within timeoutSeconds');
  return what === 'selector'
    ? fault('selector', `nothing visible matches ${selector}`, 'visible')
    : fault('text', 'is not in the visible text', `contains "${text}"`);
}

function isIgnored(message: string, { ignore }: Judging): boolean {
  return ignore.some((part) => message.includes(part));
}

function listed(name: string, messages: readonly string[], judging: Judging): Finding[] {
  const counted = messages.filter((message) => !isIgnored(message, judging));
  const [first] = counted;
  if (first === undefined) return [];
  const more = counted.length > 1 ? ` and ${counted.length - 1} more` : '';
  return [fault(name, `${shorten(first, 300)}${more}`, 'none')];
}

/** Why one of the documents is not proved to be green's: a clause for people. Each redirect is evaluated with the headers that were really sent. */
function findAstray(hops: readonly Hop[], judging: Judging): string | undefined {
  if (hops.length === 0) return 'no document was loaded';
  for (const [index, hop] of hops.entries()) {
    const why = whyAstray(hop, hops[0], index === 0, judging);
    if (why !== undefined) return `${withoutQuery(hop.url)}: ${why}`;
  }
  return undefined;
}

function whyAstray(hop: Hop, first: Hop | undefined, isFirst: boolean, judging: Judging): string | undefined {
  if (originOfUrl(hop.url) !== originOfUrl(first?.url ?? '')) {
    return 'it leads to another host or port, which is not green';
  }
  if (judging.test === undefined || judging.allowUnproved) return undefined;
  const why = whyNotGreen(hop, judging.test, isFirst);
  return why && `it is not proved to reach green: ${why}`;
}

function originOfUrl(url: string): string | undefined {
  return URL.parse(url)?.origin;
}

/** On the tested host; those of others are not the release's fault. */
function failedOf({ resources, hops }: LoadedPage): readonly string[] {
  const origin = originOfUrl(hops[0]?.url ?? '');
  return resources
    .filter(({ url }) => originOfUrl(url) === origin)
    .filter(({ status, failure }) => failure !== undefined || (status ?? 0) >= 400)
    .map(formatFailed);
}

function formatFailed({
  method,
  url,
  status,
  failure,
}: Pick<Resource, 'method' | 'url' | 'status' | 'failure'>): string {
  return `${method} ${withoutQuery(url)}: ${failure === undefined ? `status ${status}` : failure}`;
}

/** The release cannot help it, but a person should know: the page may look different with them. */
function blockedFindings({ blockedHosts }: LoadedPage): Finding[] {
  if (blockedHosts.length === 0) return [];
  const hosts = shorten(blockedHosts.join(', '), 300);
  return [
    {
      name: 'other hosts',
      outcome: 'unknown',
      found: `not loaded from ${hosts}; name a host that the page needs in allowHosts`,
    },
  ];
}

/** Parts of the page that another version, or another service, may have answered. */
function elsewhereFindings({ resources, hops }: LoadedPage, { test }: Judging): Finding[] {
  if (test === undefined) return [];
  const origin = originOfUrl(hops[0]?.url ?? '');
  const own = resources.filter(({ url }) => originOfUrl(url) === origin);
  const elsewhere = own.flatMap((resource) => elsewhereOf(resource, test));
  const [first] = elsewhere;
  if (first === undefined) return [];
  const found = `${elsewhere.length} of ${own.length} requests of the page are not proved to reach green: ${first}`;
  return [{ name: 'parts', outcome: 'unknown', found, allowed: 'every request reaches green and nothing else' }];
}

function elsewhereOf(resource: Resource, test: TestListener): readonly string[] {
  const why = whyNotGreen(resource, test, false);
  return why === undefined ? [] : [`${withoutQuery(resource.url)}: ${why}`];
}

function summary(page: Page, { tookMs, resources }: LoadedPage): Finding {
  const seconds = (tookMs / 1000).toFixed(1);
  return {
    name: page.path,
    outcome: 'passed',
    found: `status ${page.status}, loaded in ${seconds} s with ${resources.length} further requests`,
    allowed: `status ${page.status}, without errors`,
  };
}

/** A query may contain something that nobody else should see. */
function withoutQuery(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? 'an address that is not a URL' : shorten(`${parsed.origin}${parsed.pathname}`, 200);
}

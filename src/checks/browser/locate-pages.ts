import type { TestListener } from '../../deployment/test-traffic/test-listener.ts';
import type { CheckContext } from '../../hook/check.ts';
import type { Target } from '../../hook/target.ts';
import type { Finding, Verdict } from '../../hook/verdict.ts';
import type { SmokeRequest } from '../smoke/config/request-config.ts';
import type { ProbeRequest } from '../smoke/probe/probe-request.ts';
import { type Discover, locateRequests } from '../smoke/send/locate-requests.ts';
import { composeMessage } from '../smoke/send/request-plan.ts';
import type { PlannedRequest } from '../smoke/send/send-request.ts';
import type { BrowserConfig, Page } from './browser-config.ts';
import type { PageJob } from './page-loader.ts';
import { openingHeaders, whyNotGreen } from './sent-headers.ts';

/** A page with its address. */
export type LocatedPage = {
  page: Page;
  job: PageJob;
  /** The test listener through which it is opened; undefined for a `baseUrl`. */
  test: TestListener | undefined;
  /** The target group, if there are several test listeners. */
  at: string | undefined;
};

type Located = { pages: readonly LocatedPage[]; findings: readonly Finding[] } | { verdict: Verdict };

/**
 * Finds the addresses of all pages as the smoke check finds those of its requests, evaluated with the headers of a browser. The verdict instead, if
 * one of them does not certainly reach green.
 */
export async function locatePages(
  target: Target,
  context: CheckContext<BrowserConfig>,
  discover: Discover,
): Promise<Located> {
  const { config } = context;
  const compose = (request: SmokeRequest) => ({
    message: { ...composeMessage(request, config.located), clientHeaders: openingHeaders },
    isDraft: false,
  });
  const located = await locateRequests(target, { ...context, config: config.located }, discover, compose);
  if ('verdict' in located) return located;
  const pages = located.requests.map((planned, index) => locatedPage(planned, index, config));
  const [unproved] = located.requests.flatMap((planned, index) => whyUnproved(planned, pages[index]) ?? []);
  if (unproved === undefined) return { pages, findings: located.findings };
  if (!config.allowUnproved) {
    const reason = `not proved to be green: ${unproved}; set "allowUnproved": true to open it anyway`;
    return { verdict: { kind: 'fail', reason } };
  }
  const finding: Finding = { name: 'new version', outcome: 'unknown', found: unproved, allowed: 'proved to be green' };
  return { pages, findings: [...located.findings, finding] };
}

/** In addition to what a smoke test sends, a browser sends headers whose values are not known in advance. */
function whyUnproved({ proved, test }: PlannedRequest, page: LocatedPage | undefined): string | undefined {
  if (page === undefined) throw new RangeError('a request without its page');
  const { url, headers } = page.job;
  const sent = { url, method: 'GET', headers: { ...openingHeaders, ...headers } };
  const why = proved === true && test !== undefined ? whyNotGreen(sent, test, true) : undefined;
  const because = proved === true ? why : proved.because;
  return because && `${page.page.path}: ${because}`;
}

/** The requests are in the order of the pages, once for each test listener. */
function locatedPage(planned: PlannedRequest, index: number, config: BrowserConfig): LocatedPage {
  const page = config.pages[index % config.pages.length];
  if (page === undefined) throw new RangeError('a request without its page');
  return { page, test: planned.test, at: planned.at, job: jobFor(planned.planned, page, config) };
}

/** How a browser opens a request: its name is in the address bar, and the load balancer is what it connects to. */
export function jobFor(planned: ProbeRequest, page: Page, config: BrowserConfig): PageJob {
  const { scheme, host, hostname, port, path, headers } = planned;
  return {
    url: `${scheme}://${host}${path}`,
    connectTo: { hostname, port },
    headers,
    allowHosts: config.allowHosts,
    viewport: config.viewport,
    timeoutMs: config.timeoutSeconds * 1000,
    selector: page.selector,
    text: page.text,
  };
}

import type { EcsReader } from '../../deployment/ecs.ts';
import { asTestListener, type TestListener } from '../../deployment/test-traffic/test-listener.ts';
import type { CheckContext } from '../../hook/check.ts';
import type { Target } from '../../hook/target.ts';
import type { Finding, Verdict } from '../../hook/verdict.ts';
import { findBlue } from '../smoke/compare/find-blue.ts';
import type { SmokeRequest } from '../smoke/config/request-config.ts';
import type { ProbeRequest } from '../smoke/probe/probe-request.ts';
import { type Discover, locateRequests } from '../smoke/send/locate-requests.ts';
import { composeMessage } from '../smoke/send/request-plan.ts';
import type { PlannedRequest } from '../smoke/send/send-request.ts';
import type { BrowserConfig, Page } from './browser-config.ts';
import type { PageJob } from './page-loader.ts';
import { openingHeaders, whyNotGreen } from './sent-headers.ts';

/** Where one version answers, and the listener that proves it; undefined for a URL that is configured. */
export type LocatedSide = { job: PageJob; test: TestListener | undefined };

/** A page with its addresses. */
export type LocatedPage = {
  page: Page;
  green: LocatedSide;
  /** Undefined if it is not compared. */
  blue: LocatedSide | undefined;
  /** The target group, if there are several test listeners. */
  at: string | undefined;
};

type Located = { pages: readonly LocatedPage[]; findings: readonly Finding[] } | { verdict: Verdict };

export type LocateParts = {
  /** Finds the test listeners; called only if no `baseUrl` is configured. Must not reject. */
  discover: Discover;
  /** Says whether this is the first deployment; called only if there is no blue to compare with. */
  ecs: Pick<EcsReader, 'describeServiceDeployment'>;
};

/**
 * Finds the addresses of all pages as the smoke check finds those of its requests, evaluated with the headers of a browser. The verdict instead, if
 * one of them does not certainly reach green, or, if pages are compared, blue.
 */
export async function locatePages(
  target: Target,
  context: CheckContext<BrowserConfig>,
  { discover, ecs }: LocateParts,
): Promise<Located> {
  const { config } = context;
  const smoke = { ...context, config: config.located };
  const compose = (request: SmokeRequest) => ({
    message: { ...composeMessage(request, config.located), clientHeaders: openingHeaders },
    isDraft: false,
  });
  const located = await locateRequests(target, smoke, discover, compose);
  if ('verdict' in located) return located;
  const [unproved] = located.requests.flatMap((planned, index) => whyUnproved(planned, index, config) ?? []);
  if (unproved !== undefined && !config.allowUnproved) {
    const reason = `not proved to be green: ${unproved}; set "allowUnproved": true to open it anyway`;
    return { verdict: { kind: 'fail', reason } };
  }
  const found = await (config.compare ? findBlue(located.requests, target, smoke, ecs) : nothingCompared(located));
  if ('verdict' in found) return found;
  const pages = found.requests.map((planned, index) => locatedPage(planned, index, config));
  const unknown = unproved === undefined ? [] : [unprovedFinding(unproved)];
  return { pages, findings: [...located.findings, ...unknown, ...found.findings] };
}

async function nothingCompared({ requests }: { requests: readonly PlannedRequest[] }) {
  return { requests, findings: [] };
}

function unprovedFinding(found: string): Finding {
  return { name: 'new version', outcome: 'unknown', found, allowed: 'proved to be green' };
}

/** In addition to what a smoke test sends, a browser sends headers whose values are not known in advance. */
function whyUnproved({ proved, test, planned }: PlannedRequest, index: number, config: BrowserConfig) {
  const { path } = pageAt(index, config);
  const { url, headers } = jobFor(planned, pageAt(index, config), config);
  const sent = { url, method: 'GET', headers: { ...openingHeaders, ...headers } };
  const because = proved === true ? test && whyNotGreen(sent, test, true) : proved.because;
  return because && `${path}: ${because}`;
}

/** The requests are in the order of the pages, once for each test listener. */
function pageAt(index: number, { pages }: BrowserConfig): Page {
  const page = pages[index % pages.length];
  if (page === undefined) throw new RangeError('a request without its page');
  return page;
}

function locatedPage({ planned, test, at, blue }: PlannedRequest, index: number, config: BrowserConfig): LocatedPage {
  const page = pageAt(index, config);
  const green = { test, job: jobFor(planned, page, config) };
  return { page, at, green, blue: blue && { test: blueTest(test), job: jobFor(blue.planned, page, config) } };
}

function blueTest(test: TestListener | undefined): TestListener | undefined {
  if (test === undefined || typeof test.production !== 'object') return undefined;
  return asTestListener(test, test.production, test.production.blue);
}

/** How a browser opens a request: its name is in the address bar, and the load balancer is what it connects to. */
function jobFor(planned: ProbeRequest, { selector, text, steps = [] }: Page, config: BrowserConfig): PageJob {
  const { scheme, host, hostname, port, path, headers } = planned;
  const { allowHosts, viewport, hide, screenshots: screenshot, timeoutSeconds } = config;
  return {
    url: `${scheme}://${host}${path}`,
    connectTo: { hostname, port },
    timeoutMs: timeoutSeconds * 1000,
    ...{ headers, allowHosts, viewport, selector, text, steps, screenshot, hide },
  };
}

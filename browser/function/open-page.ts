import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, ConsoleMessage, Page, Request, Response, Route } from 'playwright-core';
import type { Hop, LoadedPage, LoadOutcome, PageJob, Resource } from '../../src/checks/browser/page-loader.ts';
import { portOf } from './addresses.ts';
import type { GuardProxy } from './guard-proxy.ts';
import { playSteps } from './play-steps.ts';

type Surroundings = { signal: AbortSignal; network: Pick<GuardProxy, 'allows' | 'blockedHosts'> };

/** What a page did while it was open. */
type Heard = {
  requests: Request[];
  failures: Map<Request, string>;
  consoleErrors: string[];
  pageErrors: string[];
  crashed: Promise<LoadOutcome>;
};

/** Opens one page and watches it until it has everything that is waited for, or its time is over. */
export async function openPage(context: BrowserContext, job: PageJob, around: Surroundings): Promise<LoadOutcome> {
  const page = context.pages()[0] ?? (await context.newPage());
  const heard = listen(page, context, around.network);
  const origin = new URL(job.url).origin;
  await context.route('**/*', (route) => sendOn(route, origin, job.headers, around.network));
  const startedAt = performance.now();
  // Its own timeouts come first; this one is for a browser that does not even keep those.
  const late = sleep(job.timeoutMs + graceMs, undefined, { signal: around.signal }).then(
    (): LoadOutcome => ({ kind: 'broken', problem: 'Chromium did not answer in time' }),
  );
  late.catch(() => {});
  const opened = visit(page, job, heard, () => performance.now() - startedAt, around.network.blockedHosts);
  opened.catch(() => {});
  return Promise.race([opened, heard.crashed, late]);
}

const graceMs = 2000;

function listen(page: Page, context: BrowserContext, network: Surroundings['network']): Heard {
  const crash = Promise.withResolvers<LoadOutcome>();
  const heard: Heard = {
    ...{ requests: [], failures: new Map(), consoleErrors: [], pageErrors: [] },
    crashed: crash.promise,
  };
  page.on('crash', () => crash.resolve({ kind: 'broken', problem: 'the page crashed; it may need more memory' }));
  context.on('close', () => crash.resolve({ kind: 'broken', problem: 'Chromium ended; it may need more memory' }));
  context.on('request', (request) => heard.requests.push(request));
  context.on('requestfailed', (request) => heard.failures.set(request, request.failure()?.errorText ?? 'failed'));
  page.on('pageerror', (error) => heard.pageErrors.push(error.message));
  page.on('console', (message) => hearConsole(message, heard.consoleErrors, network));
  page.on('dialog', (dialog) => dialog.dismiss().catch(() => {}));
  return heard;
}

/** What Chromium itself writes about requests is counted as requests, and what may not be reached is not the page's fault. */
function hearConsole(message: ConsoleMessage, errors: string[], network: Surroundings['network']): void {
  const text = message.text();
  if (message.type() !== 'error' || text.startsWith('Failed to load resource:')) return;
  const socket = URL.parse(/^WebSocket connection to '([^']+)' failed/.exec(text)?.[1] ?? '');
  if (socket === null || network.allows(socket.hostname, portOf(socket))) errors.push(text);
}

/**
 * Headers of a listener's rule are for the tested host only. What may not be reached is not even tried; the proxy refuses the rest, such as what a
 * redirect leads to.
 */
async function sendOn(route: Route, origin: string, headers: PageJob['headers'], network: Surroundings['network']) {
  const request = route.request();
  const url = URL.parse(request.url());
  const isOwn = url?.origin === origin;
  const isRefused = !isOwn && url?.host && !network.allows(url.hostname, portOf(url));
  const sent = isRefused
    ? route.abort('blockedbyclient')
    : route.continue(isOwn ? { headers: { ...request.headers(), ...headers } } : {});
  await sent.catch(() => {});
}

async function visit(
  page: Page,
  job: PageJob,
  heard: Heard,
  elapsedMs: () => number,
  blockedHosts: ReadonlySet<string>,
): Promise<LoadOutcome> {
  const leftMs = () => Math.max(1, job.timeoutMs - elapsedMs());
  const missing: LoadedPage['missing'][number][] = [];
  const went = await page.goto(job.url, { waitUntil: 'load', timeout: leftMs() }).catch((error: Error) => error);
  const documents = () => heard.requests.filter((request) => isDocument(request, page));
  let main = documents();
  const answered = await responseOf(main.at(-1), leftMs());
  if (answered === undefined && !isLedAway(main, job.url)) {
    return { kind: 'unanswered', problem: formatProblem(went, heard, main.at(-1)) };
  }
  if (went instanceof Error) missing.push('load');
  const stuck = await playSteps(page, job.steps, leftMs);
  if (job.selector !== undefined && !(await isVisible(page, job.selector, leftMs()))) missing.push('selector');
  if (job.text !== undefined && !(await showsText(page, job.text, leftMs()))) missing.push('text');
  const tookMs = Math.round(elapsedMs());
  // What the page does right after it has loaded counts too; a page that never rests is not waited for.
  await page.waitForLoadState('networkidle', { timeout: Math.min(leftMs(), settleMs) }).catch(() => {});
  // Steps may lead to further pages.
  main = documents();
  const screenshot = job.screenshot ? await takePicture(page, job.hide, leftMs()) : undefined;
  const hops = await Promise.all(main.map(toHop));
  const others = heard.requests.filter((request) => !main.includes(request) && /^https?:/.test(request.url()));
  const resources = await Promise.all(others.map((request) => toResource(request, heard.failures.get(request))));
  const { consoleErrors, pageErrors } = heard;
  const blocked = [...blockedHosts];
  return {
    kind: 'loaded',
    page: { hops, resources, consoleErrors, pageErrors, blockedHosts: blocked, missing, tookMs, stuck, screenshot },
  };
}

/** By a redirect, to an origin that it must not lead to anyway. */
function isLedAway(main: readonly Request[], url: string): boolean {
  return main.length > 1 && URL.parse(main.at(-1)?.url() ?? '')?.origin !== new URL(url).origin;
}

const settleMs = 3000;

function isDocument(request: Request, page: Page): boolean {
  return request.isNavigationRequest() && request.frame() === page.mainFrame();
}

async function responseOf(request: Request | undefined, withinMs: number): Promise<Response | undefined> {
  const response = request?.response().catch(() => null) ?? null;
  return (await Promise.race([response, sleep(Math.min(withinMs, detailsMs), null)])) ?? undefined;
}

/** What is known about a request arrives a moment after it; one that is still under way never gets an answer here. */
const detailsMs = 1000;

async function toHop(request: Request): Promise<Hop> {
  const response = await responseOf(request, detailsMs);
  const headers = await Promise.race([request.allHeaders().catch(() => request.headers()), sleep(detailsMs, {})]);
  const named = Object.entries(headers).filter(([name]) => !name.startsWith(':'));
  return {
    url: request.url(),
    method: request.method(),
    headers: Object.fromEntries(named),
    status: response?.status(),
  };
}

async function toResource(request: Request, failure: string | undefined): Promise<Resource> {
  // A page may cancel its own requests.
  const isFailure = failure !== undefined && failure !== 'net::ERR_ABORTED';
  return { ...(await toHop(request)), ...(isFailure && { failure }) };
}

async function isVisible(page: Page, selector: string, timeout: number): Promise<boolean> {
  return page
    .locator(selector)
    .filter({ visible: true })
    .first()
    .waitFor({ timeout })
    .then(
      () => true,
      () => false,
    );
}

async function showsText(page: Page, text: string, timeout: number): Promise<boolean> {
  // Runs in the page, whose types are not these.
  const isShown = `document.body && document.body.innerText.includes(${JSON.stringify(text)})`;
  return page.waitForFunction(isShown, undefined, { timeout }).then(
    () => true,
    () => false,
  );
}

/** Without animations and caret, which differ from moment to moment. What is hidden keeps its place. */
async function takePicture(page: Page, hide: readonly string[], leftMs: number): Promise<Uint8Array | undefined> {
  const style = hide.map((selector) => `${selector}{visibility:hidden!important}`).join('');
  // A page that used up its time is shown as it is then.
  const timeout = Math.max(leftMs, detailsMs);
  return page
    .screenshot({ animations: 'disabled', caret: 'hide', scale: 'css', style, timeout })
    .catch(() => undefined);
}

/** Playwright's message has the URL and its log; the error of the network is enough. */
function formatProblem(went: unknown, { failures }: Heard, request: Request | undefined): string {
  const failure = request && failures.get(request);
  if (failure !== undefined) return failure;
  const message = went instanceof Error ? went.message : 'no document was loaded';
  return /net::[A-Z_]+/.exec(message)?.[0] ?? (/Timeout/.test(message) ? 'no answer in time' : 'no answer');
}

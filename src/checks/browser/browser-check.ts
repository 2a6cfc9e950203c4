import type { Check, CheckContext } from '../../hook/check.ts';
import type { Finding, Verdict } from '../../hook/verdict.ts';
import type { AddressRules } from '../smoke/probe/forbidden-address.ts';
import type { Discover } from '../smoke/send/locate-requests.ts';
import { type BrowserConfig, makeBrowserConfigSchema, startSeconds } from './browser-config.ts';
import { judgePage } from './judge-page.ts';
import { type LocatedPage, locatePages } from './locate-pages.ts';
import type { LoadOutcome, PageLoader } from './page-loader.ts';

export type BrowserParts = {
  loader: PageLoader;
  /** Which addresses a `baseUrl` may have. */
  addressRules: AddressRules;
  /** Finds the test listeners; called only if no `baseUrl` is configured. Must not reject. */
  discover: Discover;
};

/**
 * Opens pages of green in a browser, through the test listener, and fails the release if one has another status, an error of its own, a failed
 * request, or not what is expected on it. Nothing is opened unless every page certainly reaches green. A browser that does not start, that ends or
 * that runs out of time is an `error`; it never passes.
 */
export function browserCheck(parts: BrowserParts): Check<BrowserConfig> {
  return {
    name: 'browser',
    configSchema: makeBrowserConfigSchema(parts.addressRules),
    async run(target, context) {
      const located = await locatePages(target, context, parts.discover);
      if ('verdict' in located) return located.verdict;
      const opened = await openPages(located.pages, context, parts);
      return concludeOpened(opened, located.pages, located.findings);
    },
  };
}

type Context = CheckContext<BrowserConfig>;

type Opened = {
  findings: readonly Finding[];
  /** How many are as they should be. */
  passed: number;
  failed: readonly Finding[];
  /** Why the browser could not open the rest: a clause for people. */
  stopped?: string | undefined;
};

/** One after the other. A page that fails does not keep the others from being opened; a browser that does not work does. */
async function openPages(pages: readonly LocatedPage[], context: Context, { loader }: BrowserParts): Promise<Opened> {
  const findings: Finding[] = [];
  const failed: Finding[] = [];
  let passed = 0;
  for (const located of pages) {
    const { page, at } = located;
    const neededMs = (context.config.timeoutSeconds + startSeconds) * 1000;
    const name = at === undefined ? page.path : `${page.path} at ${at}`;
    if (context.remainingMs() < neededMs) {
      return { findings, failed, passed, stopped: `${name}: there was no time left to open it` };
    }
    const outcome = await loadTwice(located, context, loader);
    if (outcome.kind !== 'loaded') return { findings, failed, passed, stopped: `${name}: ${outcome.problem}` };
    const judged = judgePage({ ...page, path: name }, outcome.page, { ...context.config, test: located.test });
    findings.push(...judged.findings);
    if (judged.outcome === 'passed') passed += 1;
    if (judged.outcome === 'failed') failed.push(...judged.findings.slice(0, 1));
    if (judged.outcome === 'unsettled') {
      const stopped = `${name}: status ${outcome.page.hops.at(-1)?.status}, which may be the load balancer's own`;
      return { findings, failed, passed, stopped };
    }
  }
  return { findings, failed, passed };
}

/** Chromium in Lambda sometimes ends for no reason that concerns the page. */
async function loadTwice({ job }: LocatedPage, context: Context, loader: PageLoader): Promise<LoadOutcome> {
  const first = await loader.load(job, context.signal);
  if (first.kind !== 'broken' || context.remainingMs() < job.timeoutMs + startSeconds * 1000) return first;
  return loader.load(job, context.signal);
}

function concludeOpened(
  { findings, failed, passed, stopped }: Opened,
  pages: readonly LocatedPage[],
  located: readonly Finding[],
): Verdict {
  const all = [...located, ...findings];
  const count = `${passed} of ${pages.length} pages`;
  const [first] = failed;
  if (first !== undefined) {
    const reason = `${count} are as they should be: ${first.name} found ${first.found} (allowed ${first.allowed})`;
    return { kind: 'fail', reason, findings: all };
  }
  if (stopped !== undefined) {
    const finding: Finding = { name: 'browser', outcome: 'unknown', found: stopped };
    return { kind: 'error', reason: `the pages could not be opened: ${stopped}`, findings: [...all, finding] };
  }
  if (passed !== pages.length || passed === 0) {
    return { kind: 'error', reason: `only ${count} were opened`, findings: all };
  }
  return { kind: 'pass', reason: `${count} loaded without errors`, findings: all };
}

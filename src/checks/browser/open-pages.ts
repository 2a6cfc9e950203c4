import type { CheckContext } from '../../hook/check.ts';
import type { Finding } from '../../hook/verdict.ts';
import { type BrowserConfig, startSeconds } from './browser-config.ts';
import { type ComparedPage, comparePage } from './compare-page.ts';
import { judgePage } from './judge-page.ts';
import type { ComparePictures, Taken } from './keep-pictures.ts';
import type { LocatedPage } from './locate-pages.ts';
import type { LoadOutcome, PageJob, PageLoader } from './page-loader.ts';

type Context = CheckContext<BrowserConfig>;
type Parts = { loader: PageLoader; comparePictures: ComparePictures };

/** The result of opening the pages. */
export type OpenedPages = {
  findings: readonly Finding[];
  /** How many are as they should be. */
  passed: number;
  /** The first fault of each page that is not. */
  failed: readonly Finding[];
  taken: readonly Taken[];
  /** Why the browser could not open the rest: a clause for people. */
  stopped?: string | undefined;
};

/** One after the other. A page that fails does not keep the others from being opened; a browser that does not work does. */
export async function openPages(pages: readonly LocatedPage[], context: Context, parts: Parts): Promise<OpenedPages> {
  const findings: Finding[] = [];
  const failed: Finding[] = [];
  const taken: Taken[] = [];
  let passed = 0;
  for (const located of pages) {
    const opened = await openOne(located, context, parts);
    findings.push(...(opened.findings ?? []));
    if (opened.taken !== undefined) taken.push(opened.taken);
    const fault = opened.findings?.find(({ outcome }) => outcome === 'failed');
    if (opened.stopped !== undefined) return { findings, failed, passed, taken, stopped: opened.stopped };
    if (fault === undefined) passed += 1;
    else failed.push(fault);
  }
  return { findings, failed, passed, taken };
}

type One = { findings?: readonly Finding[]; taken?: Taken; stopped?: string };

async function openOne({ page, at, green, blue }: LocatedPage, context: Context, parts: Parts): Promise<One> {
  const { config } = context;
  const name = at === undefined ? page.path : `${page.path} at ${at}`;
  if (!hasTime(context, blue === undefined ? 1 : 2)) return { stopped: `${name}: there was no time left to open it` };
  const outcome = await loadTwice(green.job, context, parts);
  if (outcome.kind !== 'loaded') return { stopped: `${name}: ${outcome.problem}` };
  const { screenshot, hops } = outcome.page;
  const judged = judgePage({ ...page, path: name }, outcome.page, { ...config, test: green.test });
  const { findings } = judged;
  const taken = screenshot && { page: name, green: screenshot };
  if (judged.outcome === 'unsettled') {
    const stopped = `${name}: status ${hops.at(-1)?.status}, which may be the load balancer's own`;
    return { findings: findings.map(withoutFault), ...(taken && { taken }), stopped };
  }
  if (blue === undefined || judged.outcome === 'failed') return { findings, ...(taken && { taken }) };
  if (screenshot === undefined) return { findings, stopped: `${name}: no picture could be taken` };
  const ofBlue = await loadTwice(blue.job, context, parts);
  // Not blue's fault, and so no reason to pass without the comparison.
  if (ofBlue.kind === 'broken') {
    return { findings, taken: { page: name, green: screenshot }, stopped: `blue's page ${name}: ${ofBlue.problem}` };
  }
  const compared = await comparePage(name, screenshot, { side: blue, outcome: ofBlue }, config, parts.comparePictures);
  return withComparison(findings, { page: name, green: screenshot }, compared);
}

function withComparison(findings: readonly Finding[], taken: Taken, compared: ComparedPage): One {
  const { finding, problem, ...pictures } = compared;
  return {
    findings: [...findings, finding],
    taken: { ...taken, ...pictures },
    ...(problem !== undefined && { stopped: `${taken.page}: ${problem}` }),
  };
}

/** Not the release's, as far as is known. */
function withoutFault(finding: Finding): Finding {
  return { ...finding, outcome: 'unknown' };
}

function hasTime({ config, remainingMs }: Context, sides: number): boolean {
  return remainingMs() >= sides * (config.timeoutSeconds + startSeconds) * 1000;
}

/** Chromium in Lambda sometimes ends for no reason that concerns the page. */
async function loadTwice(job: PageJob, context: Context, { loader }: Parts): Promise<LoadOutcome> {
  const first = await loader.load(job, context.signal);
  return first.kind === 'broken' && hasTime(context, 1) ? loader.load(job, context.signal) : first;
}

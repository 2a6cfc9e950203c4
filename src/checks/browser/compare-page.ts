import type { Finding } from '../../hook/verdict.ts';
import { formatError } from '../../wording/values.ts';
import type { BrowserConfig } from './browser-config.ts';
import type { ComparePictures } from './keep-pictures.ts';
import type { LocatedSide } from './locate-pages.ts';
import type { LoadOutcome } from './page-loader.ts';
import { whyNotGreen } from './sent-headers.ts';

/** The result of comparing a page with blue's. */
export type ComparedPage = {
  finding: Finding;
  blue?: Uint8Array;
  difference?: Uint8Array;
  percent?: number;
  /** Set if pictures that exist could not be compared: a clause for people. */
  problem?: string;
};

/**
 * Compares the picture of green's page with blue's. A blue that does not answer as it should leaves the page uncompared, because a production that is
 * down has to be repaired by a deployment too. Decision 31 says so for smoke tests.
 *
 * @param name - the page, for the finding
 */
export async function comparePage(
  name: string,
  green: Uint8Array,
  { side, outcome }: { side: LocatedSide; outcome: LoadOutcome },
  { maxDifferencePercent: max }: Pick<BrowserConfig, 'maxDifferencePercent'>,
  compare: ComparePictures,
): Promise<ComparedPage> {
  const why = whyNotBlue(outcome, side);
  const blue = outcome.kind === 'loaded' ? outcome.page.screenshot : undefined;
  const finding = { name: `${name}: difference`, allowed: max === undefined ? 'any' : `at most ${max} % of pixels` };
  if (why !== undefined || blue === undefined) {
    const found = `not compared: ${why ?? 'no picture of blue could be taken'}`;
    return { finding: { ...finding, outcome: 'unknown', found } };
  }
  try {
    const { percent, picture } = await compare(green, blue);
    const outcome = percent > (max ?? 100) ? 'failed' : 'passed';
    const found = `${formatPercent(percent)} % of pixels differ from blue`;
    return { finding: { ...finding, outcome, found }, blue, difference: picture, percent };
  } catch (error) {
    const problem = `the pictures could not be compared: ${formatError(error)}`;
    return { finding: { ...finding, outcome: 'unknown', found: problem }, blue, problem };
  }
}

function whyNotBlue(outcome: LoadOutcome, { test }: LocatedSide): string | undefined {
  if (outcome.kind !== 'loaded') return `blue's page could not be opened: ${outcome.problem}`;
  const { hops } = outcome.page;
  const status = hops.at(-1)?.status ?? 0;
  if (status === 0 || status >= 500) return `blue answered with ${status === 0 ? 'nothing' : `status ${status}`}`;
  if (new Set(hops.map(({ url }) => URL.parse(url)?.origin)).size > 1) return 'blue redirects to another host';
  if (test === undefined) return undefined;
  const [astray] = hops.flatMap((hop, index) => whyNotGreen(hop, test, index === 0) ?? []);
  return astray && 'it is not certain that blue answered';
}

/** `0.04`, `12`; a difference is never written as 0. */
export function formatPercent(percent: number): string {
  if (percent === 0) return '0';
  return percent < 0.01 ? 'less than 0.01' : String(Number(percent.toPrecision(percent < 1 ? 1 : 3)));
}

import type { Check, CheckContext } from '../../hook/check.ts';
import type { Target } from '../../hook/target.ts';
import type { Finding, Verdict } from '../../hook/verdict.ts';
import type { AddressRules } from '../smoke/probe/forbidden-address.ts';
import { type BrowserConfig, makeBrowserConfigSchema } from './browser-config.ts';
import { type ComparePictures, keepPictures, type PictureStore } from './keep-pictures.ts';
import { type LocateParts, locatePages } from './locate-pages.ts';
import { type OpenedPages, openPages } from './open-pages.ts';
import type { PageLoader } from './page-loader.ts';

type BrowserParts = LocateParts & {
  loader: PageLoader;
  comparePictures: ComparePictures;
  pictures: PictureStore;
  /** Which addresses a `baseUrl` may have. */
  addressRules: AddressRules;
};

/**
 * Opens pages of green in a browser, through the test listener, and fails the release if one has another status, an error of its own, a failed
 * request, not what is expected on it, or a picture that differs from blue's by more than is allowed. Nothing is opened unless every page certainly
 * reaches green. A browser that does not start, that ends or that runs out of time is an `error`; it never passes.
 */
export function browserCheck(parts: BrowserParts): Check<BrowserConfig> {
  return {
    name: 'browser',
    configSchema: makeBrowserConfigSchema(parts.addressRules),
    async run(target, context) {
      const located = await locatePages(target, context, parts);
      if ('verdict' in located) return located.verdict;
      const opened = await openPages(located.pages, context, parts);
      const verdict = concludeOpened(opened, located.pages.length, located.findings);
      return withPictures(verdict, opened, target, context, parts);
    },
  };
}

type FoundVerdict = Verdict & { findings: readonly Finding[] };

async function withPictures(
  verdict: FoundVerdict,
  { taken }: OpenedPages,
  target: Target,
  context: CheckContext<BrowserConfig>,
  { pictures }: BrowserParts,
): Promise<Verdict> {
  const { screenshots, findings } = await keepPictures(taken, target, context, pictures);
  return { ...verdict, findings: [...verdict.findings, ...findings], screenshots };
}

function concludeOpened(
  { findings, failed, passed, stopped }: OpenedPages,
  wanted: number,
  located: readonly Finding[],
): FoundVerdict {
  const all = [...located, ...findings];
  const count = `${passed} of ${wanted} pages`;
  const [first] = failed;
  if (first !== undefined) {
    const reason = `${count} are as they should be: ${first.name} found ${first.found} (allowed ${first.allowed})`;
    return { kind: 'fail', reason, findings: all };
  }
  if (stopped !== undefined) {
    const finding: Finding = { name: 'browser', outcome: 'unknown', found: stopped };
    return { kind: 'error', reason: `the pages could not be opened: ${stopped}`, findings: [...all, finding] };
  }
  if (passed !== wanted || passed === 0) {
    return { kind: 'error', reason: `only ${count} were opened`, findings: all };
  }
  return { kind: 'pass', reason: `${count} loaded without errors${formatDifferences(findings)}`, findings: all };
}

/** Pages that were not compared are named: they pass anyway. */
function formatDifferences(findings: readonly Finding[]): string {
  const compared = findings.filter(({ name }) => name.endsWith(': difference'));
  const [missed] = compared.filter(({ outcome }) => outcome === 'unknown');
  if (missed !== undefined) return `; ${missed.name}: ${missed.found}`;
  return compared.length === 0 ? '' : `; ${compared.map(({ name, found }) => `${name}: ${found}`).join('; ')}`;
}

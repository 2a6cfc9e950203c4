import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * What axe finds against WCAG 2.2 AA on a page as it is now, a line each.
 *
 * @param without - a selector of all frames of the page, which axe does not check. Default: none
 * @throws Error if the page has frames that are not left out
 */
export async function axeFaults(page: Page, without?: string): Promise<string[]> {
  return runAxe(page, { runOnly: tags }, without);
}

/** The widths of a phone, a tablet, a notebook and a large screen. */
export const allWidths = [320, 768, 1280, 1920] as const;

/**
 * What is wrong with a page at all widths in both schemes, a line each: what axe finds, and sideways scrolling. It is loaded once, and its window and its
 * scheme change. If every element has the same place and visibility in the dark scheme, only its colours can be wrong there.
 *
 * @param without - a selector of all frames of the page, which axe does not check. Default: none
 */
export async function faultsAtAllLooks(page: Page, without?: string): Promise<string[]> {
  const found: string[] = [];
  for (const width of allWidths) {
    await page.setViewportSize({ width, height: width < 700 ? 640 : 900 });
    let seen: unknown;
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const layout = await page.evaluate(layoutOfAll);
      const faults = await runAxe(page, { runOnly: layout === seen ? colourRules : tags }, without);
      seen = layout;
      const overflow = await overflowAt(page);
      if (overflow > 0) faults.push(`scrolls sideways by ${overflow} px`);
      found.push(...faults.map((fault) => `${width} px, ${colorScheme}: ${fault}`));
    }
  }
  return found;
}

/** Those of axe's rules with these tags that read a colour. */
const colourRules = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

/** The place and size of each element, and whether it can be seen. */
const layoutOfAll = `JSON.stringify([...document.querySelectorAll('*')].map((element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return [x, y, width, height, element.checkVisibility({ opacityProperty: true, visibilityProperty: true })];
}))`;

async function runAxe(page: Page, rules: object, without?: string): Promise<string[]> {
  if (without === undefined && page.frames().length > 1) throw new Error('axe does not check the frames of this page');
  // A page takes as long to read axe as to be checked by it, so it reads it once.
  if (!(await page.evaluate('"axe" in window'))) await readAxe(page);
  // A colour that is on its way to that of another scheme would be read as it is now.
  await page.evaluate(
    'document.getAnimations().filter((one) => one instanceof CSSTransition).forEach((one) => one.finish())',
  );
  const context = without === undefined ? 'document' : JSON.stringify({ exclude: [without] });
  // Otherwise axe finds a selector for each element that passes, which takes most of its time.
  const options = JSON.stringify({ resultTypes: ['violations'], ...rules });
  return page.evaluate<string[]>(`axe.run(${context}, ${options}).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ': ' + failureSummary)))`);
}

/** Past Playwright, through which it takes half as long again. */
async function readAxe(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Runtime.evaluate', { expression: axe });
  await devtools.detach();
}

/** By how many pixels a page is wider than its window; 0 if there is no sideways scrolling. */
export async function overflowAt(page: Page): Promise<number> {
  return page.evaluate('Math.max(0, document.documentElement.scrollWidth - window.innerWidth)');
}

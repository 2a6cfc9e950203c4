import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/**
 * What axe finds against WCAG 2.2 AA on a page as it is now, a line each.
 *
 * @param without - a selector of frames that run no script, which axe can therefore not check. Default: none
 */
export async function axeFaults(page: Page, without?: string): Promise<string[]> {
  // Otherwise axe finds a selector for each element that passes, which takes most of its time.
  const builder = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
  builder.withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']);
  if (without !== undefined) builder.exclude(without);
  // Without frames, one page can do it all. With them, axe goes into each and needs another page for the results.
  if (without !== undefined || page.frames().length === 1) builder.setLegacyMode();
  const { violations } = await builder.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`),
  );
}

/** By how many pixels a page is wider than its window; 0 if there is no sideways scrolling. */
export async function overflowAt(page: Page): Promise<number> {
  return page.evaluate('Math.max(0, document.documentElement.scrollWidth - window.innerWidth)');
}

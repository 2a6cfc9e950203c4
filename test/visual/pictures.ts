import type { Page } from 'playwright-core';
import { compareWithReference, type Difference } from './compare.ts';

export const schemes = ['light', 'dark'] as const;
export const widths = [320, 768, 1280, 1920] as const;

type Shot = {
  /** Of the window, in pixels. */
  height: number;
  /** What has to be so before each picture. Default: nothing. */
  settle?: (page: Page) => Promise<unknown>;
};

/**
 * How a page differs from its references at all widths in both schemes: one page, whose window and scheme change. The references are called
 * `<name>-<scheme>-<width>`.
 */
export async function differencesOf(page: Page, name: string, { height, settle }: Shot): Promise<Difference[]> {
  const found: Difference[] = [];
  await page.evaluate('document.fonts.ready');
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    for (const width of widths) {
      await page.setViewportSize({ width, height });
      await settle?.(page);
      found.push(compareWithReference(await page.screenshot(), `${name}-${colorScheme}-${width}`));
    }
  }
  return found.filter((one) => one !== undefined);
}

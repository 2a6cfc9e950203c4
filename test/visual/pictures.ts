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
  const devtools = await page.context().newCDPSession(page);
  await page.evaluate('document.fonts.ready');
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    for (const width of widths) {
      await page.setViewportSize({ width, height });
      await settle?.(page);
      // A third of the time of `page.screenshot()`, which waits for what stands still here, and compresses well what is read at once.
      const { data } = await devtools.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true });
      found.push(compareWithReference(Buffer.from(data, 'base64'), `${name}-${colorScheme}-${width}`));
    }
  }
  return found.filter((one) => one !== undefined);
}

import type { CDPSession, Page } from 'playwright-core';
import { compareWithReference, type Difference } from './compare.ts';

export const schemes = ['light', 'dark'] as const;
export const widths = [320, 768, 1280, 1920] as const;

const isUpdating = process.env['VISUAL'] === 'update';

type Shot = {
  /** Of the window, in pixels. */
  height: number;
  /** Of the whole page, no matter how high it is. Default: only what the window shows. */
  isWhole?: boolean;
  /** What has to be so before each picture. Default: nothing. */
  settle?: (page: Page) => Promise<unknown>;
};

/**
 * How a page differs from its references at all widths in both schemes: one page, whose window and scheme change. The references are called
 * `<name>-<scheme>-<width>`.
 */
export async function differencesOf(
  page: Page,
  name: string,
  { height, isWhole = false, settle }: Shot,
): Promise<Difference[]> {
  const found: Difference[] = [];
  const devtools = await page.context().newCDPSession(page);
  await page.evaluate('document.fonts.ready');
  for (const width of widths) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await settle?.(page);
      const picture = `${name}-${colorScheme}-${width}`;
      // Something may not have been painted yet.
      const whenPainted = () => page.screenshot({ fullPage: isWhole });
      if (isUpdating) await whenPainted();
      // A third of the time of `page.screenshot()`, which waits until everything is painted, frames too, and compresses well what is read at once.
      const { data } = await devtools.send('Page.captureScreenshot', {
        ...{ format: 'png', optimizeForSpeed: true },
        ...(isWhole && { captureBeyondViewport: true, clip: await wholePage(devtools, width) }),
      });
      if (compareWithReference(Buffer.from(data, 'base64'), picture) === undefined) continue;
      found.push(compareWithReference(await whenPainted(), picture));
    }
  }
  return found.filter((one) => one !== undefined);
}

async function wholePage(devtools: CDPSession, width: number) {
  const { cssContentSize } = await devtools.send('Page.getLayoutMetrics');
  return { x: 0, y: 0, width, height: cssContentSize.height, scale: 1 };
}

/** `desk/home-nothing` of `desk` and `home, nothing`. */
export function nameOfPicture(folder: string, name: string): string {
  return `${folder}/${name.replaceAll(/[^A-Za-z0-9]+/g, '-')}`;
}

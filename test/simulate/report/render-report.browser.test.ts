import { describe, expect, test } from 'vitest';
import { renderReport } from '../../../src/simulate/report/render-report.ts';
import { cleanPage, sharedBrowser } from '../../helpers/browser.ts';
import { axeFaults, overflowAt } from '../../helpers/page-faults.ts';
import { plays } from './plays.ts';

const browser = await sharedBrowser();
const context = await browser?.newContext();

describe.skipIf(browser === undefined)('the report in a browser', () => {
  const reports = Promise.all(Object.values(plays).map(async (play) => renderReport(await play())));
  const views = [320, 1280].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, scheme })));

  test.each(views)('is accessible and fits at $width px, $scheme', async ({ width, scheme }) => {
    if (!context) throw new Error('there is no browser');
    for (const report of await reports) {
      const page = await cleanPage(context, { viewport: { width, height: 800 }, colorScheme: scheme });
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('request', (request) => complaints.push(`requested ${request.url()}`));
      await page.setContent(report);
      await page.evaluate("document.querySelectorAll('details').forEach((call) => { call.open = true })");

      expect(complaints).toEqual([]);
      expect(await overflowAt(page)).toBe(0);
      expect(await axeFaults(page)).toEqual([]);
      expect(await overlaps(page)).toEqual([]);
    }
  });
});

/** Texts of the timeline that overlap. */
function overlaps(page: { evaluate(script: string): Promise<unknown> }): Promise<unknown> {
  return page.evaluate(`(() => {
    const texts = [...document.querySelectorAll('.timeline text')].map((text) => [text.textContent, text.getBoundingClientRect()]);
    return texts.flatMap(([one, a], index) =>
      texts.slice(index + 1)
        .filter(([, b]) => a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom)
        .map(([other]) => one + ' / ' + other));
  })()`);
}

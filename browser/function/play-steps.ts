import type { Page } from 'playwright-core';
import { formatPageStep, type PageStep } from '../../src/checks/browser/step-config.ts';

/** Carries out the steps. Resolves to the one that was not possible in time, as a clause for people, or to undefined. */
export async function playSteps(
  page: Page,
  steps: readonly PageStep[],
  leftMs: () => number,
): Promise<string | undefined> {
  for (const [index, step] of steps.entries()) {
    const isDone = await playStep(page, step, leftMs()).then(
      () => true,
      () => false,
    );
    if (!isDone) return `${formatPageStep(step, index)} was not possible in time`;
  }
  return undefined;
}

/** Playwright waits until the element is there, visible and enabled. Its messages may quote what is typed, so they are not shown. */
async function playStep(page: Page, step: PageStep, timeout: number): Promise<void> {
  if ('click' in step) return page.locator(step.click).first().click({ timeout });
  if ('fill' in step) return page.locator(step.fill).first().fill(step.with, { timeout });
  if ('wait' in step) return page.locator(step.wait).filter({ visible: true }).first().waitFor({ timeout });
  return page.keyboard.press(step.press);
}

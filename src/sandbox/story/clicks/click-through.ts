import type { BrowserContext, Locator, Page } from 'playwright-core';

/** A screen that had something to press: what it said, what was filled in, and the one button. */
export type PressedScreen = { said: string; filled: string[]; pressed: string };

type Options = {
  dashboardUrl: string;
  say: (line: string) => void;
  /** Ends it with the signal's reason. */
  signal: AbortSignal;
};

/** The one button of a screen that says what to do now: the filled one, unless it says that it cannot be pressed now. */
const primary = '.button.primary:visible:not([aria-disabled=true])';

/** Long enough for a page to be updated after something happened. */
const lookAgainMs = 200;

/**
 * Does what somebody does who has never heard of lifecycle hooks: presses the one filled button of each screen, fills in what that screen asks for,
 * and follows it to the next one, until the sandbox says that the new version is in production.
 *
 * @throws Error if a screen has two such buttons, or the signal aborts
 */
export async function clickThrough(context: BrowserContext, options: Options): Promise<PressedScreen[]> {
  const { dashboardUrl, say, signal } = options;
  const sandbox = await context.newPage();
  await sandbox.goto(dashboardUrl);
  const screens: PressedScreen[] = [];
  const press = async (page: Page) => {
    const screen = await pressPrimary(page);
    screens.push(screen);
    say(`the screen says: ${screen.said}`);
    for (const what of screen.filled) say(`  fills in: ${what}`);
    say(`  presses: ${screen.pressed}`);
  };
  const before = await titleOf(sandbox);
  await press(sandbox);
  // Until the page has been updated, it still offers what was just pressed.
  await sandbox.locator(primary, { hasText: screens[0]?.pressed ?? '' }).waitFor({ state: 'detached' });
  // The first screen has the same button again once the release is over.
  for (;;) {
    signal.throwIfAborted();
    // Before the title: if the release ends in between, the button of the next one is not pressed for this one.
    const hasButton = (await sandbox.locator(primary).count()) > 0;
    const title = await titleOf(sandbox);
    if (isReleased(title, before)) {
      say(`the screen says: ${title}`);
      return screens;
    }
    if (hasButton) {
      const opens = (await sandbox.locator(primary).getAttribute('target')) === '_blank';
      const opened = opens ? context.waitForEvent('page') : undefined;
      await press(sandbox);
      if (opened) await reviewOn(await opened, press);
    }
    await sandbox.waitForTimeout(lookAgainMs);
  }
}

/** Presses what a page that was opened asks for, and closes it once it asks for nothing more. */
async function reviewOn(page: Page, press: (page: Page) => Promise<void>): Promise<void> {
  await page.waitForLoadState();
  while ((await page.locator(primary).count()) > 0) {
    // The answer is another page.
    await Promise.all([page.waitForEvent('framenavigated'), press(page)]);
    await page.waitForLoadState();
  }
  await page.close();
}

async function pressPrimary(page: Page): Promise<PressedScreen> {
  const buttons = page.locator(primary);
  const said = await titleOf(page);
  const count = await buttons.count();
  if (count !== 1) throw new Error(`the screen "${said}" has ${count} filled buttons, not one`);
  const pressed = await textOf(buttons);
  const filled = await fillIn(buttons.locator('xpath=ancestor::form'));
  await buttons.click();
  return { said, filled, pressed };
}

/** Chooses the first of each group, ticks every box and writes a reason; a choice may show more to fill in. */
async function fillIn(form: Locator): Promise<string[]> {
  const filled: string[] = [];
  const choice = form.locator('input[type=radio]:visible').first();
  if ((await choice.count()) > 0 && (await form.locator('input[type=radio]:checked').count()) === 0) {
    await choice.check();
    filled.push(await labelOf(choice));
  }
  for (const box of await form.locator('input[type=checkbox]:visible').all()) {
    await box.check();
    filled.push(await labelOf(box));
  }
  for (const field of await form.locator('textarea:visible').all()) {
    await field.fill('It looks good.');
    filled.push('It looks good.');
  }
  return filled;
}

/** `1.42 is in production`, after `1.41 is in production` and not while it still bakes. */
function isReleased(title: string, before: string): boolean {
  return title !== before && /^\S+ is in production$/.test(title);
}

async function titleOf(page: Page): Promise<string> {
  return await textOf(page.locator('h1').first());
}

async function labelOf(field: Locator): Promise<string> {
  return await textOf(field.locator('xpath=ancestor::label'));
}

async function textOf(part: Locator): Promise<string> {
  return ((await part.textContent()) ?? '').replace(/\s+/g, ' ').trim();
}

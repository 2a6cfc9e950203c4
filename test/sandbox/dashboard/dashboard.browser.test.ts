import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { cleanPage, sharedBrowser } from '../../helpers/browser.ts';
import { axeFaults, overflowAt } from '../../helpers/page-faults.ts';
import { newFolder, startTestSandbox } from '../sandbox-fixture.ts';

const browser = await sharedBrowser();
const shared = await browser?.newContext();
const undoing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undoing.splice(0).reverse()) await undo();
});

const looks = (
  [
    ['light', 320],
    ['dark', 320],
    ['dark', 768],
    ['light', 1280],
    ['dark', 1280],
    ['light', 1920],
  ] as const
).map(([colorScheme, width]) => ({ colorScheme, width }));

describe.skipIf(browser === undefined)('the sandbox in a browser', () => {
  test('is accessible and fits, at every look', async () => {
    const { sandbox } = await start(waitOnce);
    const page = await open(sandbox.urls.dashboard);

    await page.getByRole('button', { name: 'Deploy' }).click();
    await page.getByText('asked the reviewers').first().waitFor();
    await page.frameLocator('#test-frame').getByText('Version 1.42').waitFor();
    await page.getByText('Event and answer').first().click();

    for (const look of looks) {
      await lookAt(page, look);
      expect(await axeFaults(page, 'iframe'), JSON.stringify(look)).toEqual([]);
      expect(await overflowAt(page), JSON.stringify(look)).toBe(0);
    }
  });

  test('has an accessible shop and mailbox that fit, at the looks of a phone and a notebook', async () => {
    const { sandbox } = await start(mailOnce);
    const { serviceDeploymentArn } = sandbox.deploy();
    await sandbox.controller.waitForDeployment(serviceDeploymentArn);

    for (const url of [
      `${sandbox.urls.production}/?added=mug`,
      `${sandbox.urls.test}/nowhere`,
      `${sandbox.urls.dashboard}/mailbox`,
      `${sandbox.urls.dashboard}/channel`,
    ]) {
      const page = await open(url);
      for (const look of looks.filter(({ width }) => width === 320 || width === 1280)) {
        await lookAt(page, look);
        expect(await axeFaults(page, 'iframe'), `${url} ${JSON.stringify(look)}`).toEqual([]);
        expect(await overflowAt(page), `${url} ${JSON.stringify(look)}`).toBe(0);
      }
    }
  });

  test('is laid out in rows that fit the width', async () => {
    const { sandbox } = await start(waitOnce);
    const page = await open(sandbox.urls.dashboard);
    const wide = [
      ['production', 'test', 'mailbox'],
      ['hooks', 'log', 'past'],
    ];

    for (const [width, rows] of [
      [320, [['production'], ['test'], ['mailbox'], ['hooks'], ['log'], ['past']]],
      [768, [['production', 'test'], ['mailbox'], ['hooks'], ['log', 'past']]],
      [1280, wide],
      [1920, wide],
    ] as const) {
      await lookAt(page, { width });
      const tops = new Map<number, string[]>();
      for (const name of ['production', 'test', 'mailbox', 'hooks', 'log', 'past']) {
        const { y } = (await page.locator(`section[aria-labelledby=${name}-title]`).boundingBox()) ?? { y: Number.NaN };
        tops.set(Math.round(y), [...(tops.get(Math.round(y)) ?? []), name]);
      }
      expect([...tops.values()], `at ${width} px`).toEqual(rows);
    }
  });

  test('announces the mail to a screen reader', async () => {
    const { sandbox } = await start(mailAndWait);
    const page = await open(sandbox.urls.dashboard);

    await page.getByRole('button', { name: 'Deploy' }).click();

    await page.getByRole('status').filter({ hasText: 'New mail: [ACTION] Approve' }).waitFor();
  });

  test('shows what each strategy does among the options, which Escape closes', async () => {
    const { sandbox } = await start(waitOnce);
    const page = await open(sandbox.urls.dashboard);
    const words = page.getByText('production moves in four equal steps');

    await page.getByText('Options').press('Enter');
    await words.waitFor();
    await page.keyboard.press('Escape');

    expect([await words.isVisible(), await page.locator(':focus').textContent()]).toEqual([false, 'Options']);
  });

  test('moves the stages when Deploy is pressed, without a reload', async () => {
    const { sandbox, decide } = await start(waitOnce);
    const page = await open(sandbox.urls.dashboard);
    await page.evaluate('document.body.dataset.seen = "yes"');

    await page.getByRole('button', { name: 'Deploy' }).click();
    await page.locator('[data-key=POST_TEST_TRAFFIC_SHIFT][aria-current=step]').waitFor({ state: 'attached' });
    const waiting = {
      test: await page.frameLocator('#test-frame').getByText('Version 1.42').textContent(),
      production: await page.frameLocator('#production-frame').getByText('Version 1.41').textContent(),
    };
    decide();
    await page.getByRole('heading', { name: '1.42 is in production', exact: true }).waitFor();
    await page.frameLocator('#production-frame').getByText('Version 1.42').waitFor();

    expect(waiting).toEqual({
      test: expect.stringContaining('Version 1.42'),
      production: expect.stringContaining('Version 1.41'),
    });
    expect(await page.locator('.step.done').count()).toBe(10);
    expect(await page.locator('body').getAttribute('data-seen')).toBe('yes');
    expect(await page.title()).toBe('● 1.42 is in production · retail-ui');
    expect(await page.locator('#icon').getAttribute('href')).toBe('/icon-go.svg');
  });

  test('announces to a screen reader what happens', async () => {
    const { sandbox, decide } = await start(waitOnce);
    const page = await open(sandbox.urls.dashboard);

    sandbox.deploy();
    await page.getByRole('status').filter({ hasText: 'POST_TEST_TRAFFIC_SHIFT' }).waitFor();
    decide();
    await page.getByRole('status').filter({ hasText: 'Deployment SUCCESSFUL' }).waitFor();

    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('1.42 is in production');
  });

  test('works with the keyboard, and focus stays in place while the page changes', async () => {
    const { sandbox } = await start(waitOnce);
    const page = await open(sandbox.urls.dashboard);

    await page.getByRole('button', { name: 'Deploy' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-key=POST_TEST_TRAFFIC_SHIFT][aria-current=step]').waitFor({ state: 'attached' });

    const focused = page.locator(':focus');
    expect(await focused.textContent()).toContain('Deploy');
    expect(await focused.getAttribute('aria-disabled')).toBe('true');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineWidth')).toBe('2px');
  });

  test.each(['light', 'dark'] as const)(
    'keeps the words of a button readable that is %s, off and pointed at',
    async (colorScheme) => {
      const { sandbox } = await start(waitOnce);
      const page = await open(sandbox.urls.dashboard, { colorScheme });
      const button = page.getByRole('button', { name: 'Deploy' });
      sandbox.deploy();
      await page.locator('.deploy button[aria-disabled=true]').waitFor();

      await button.hover();
      // Colours move for 150 ms.
      await page.waitForTimeout(300);

      expect(await contrastOf(page, '.deploy button')).toBeGreaterThanOrEqual(4.5);
      expect(await axeFaults(page, 'iframe')).toEqual([]);
    },
  );

  test('explains why something is not possible now', async () => {
    const { sandbox } = await start(waitOnce);
    const page = await open(sandbox.urls.dashboard);

    await page.getByRole('button', { name: 'Roll back' }).press('Enter');

    await page.getByRole('alert').filter({ hasText: 'Nothing is being deployed.' }).waitFor();
    expect(await page.getByRole('alert').isVisible()).toBe(true);
  });

  test('keeps open what the reader opened, and updates its clocks', async () => {
    const { sandbox } = await start(waitOnce);
    const page = await open(sandbox.urls.dashboard);
    sandbox.deploy();
    const details = page.locator('.hooks details').first();
    await details.getByText('Event and answer').click();

    const clock = page.locator('.of [data-since]');
    const before = await clock.textContent();
    await expect.poll(() => clock.textContent()).not.toBe(before);

    expect(await details.getAttribute('open')).toBe('');
    expect(await details.getByText('lifecycleStage').first().isVisible()).toBe(true);
  });

  test('changes the speed from its list, raises the alarm and breaks the version', async () => {
    const { sandbox } = await start(waitOnce);
    const page = await open(sandbox.urls.dashboard);

    await page.getByLabel('Speed').selectOption('5');
    await page.getByText('+ fault').click();
    await page.getByRole('button', { name: 'Inject Alarm retail-ui-latency' }).click();
    await page.getByRole('button', { name: 'Turn off Alarm retail-ui-latency' }).waitFor();
    await page.getByRole('button', { name: 'Inject Broken version' }).click();
    await page.locator('.chips').getByRole('button', { name: 'Turn off: Broken version' }).waitFor();

    expect(await page.getByLabel('Speed').inputValue()).toBe('5');
    expect(await page.getByText('alarm retail-ui-latency is ALARM').isVisible()).toBe(true);
  });

  test('keeps the moment that the reader chose while the deployment continues', async () => {
    const { sandbox } = await start(waitOnce);
    const page = await open(sandbox.urls.dashboard);
    sandbox.deploy();
    await page.locator('[data-key=POST_TEST_TRAFFIC_SHIFT][aria-current=step]').waitFor({ state: 'attached' });

    await page.locator('.scrub input').fill('0');
    const said = await page.locator('.scrub output').textContent();
    const drawn = await page.locator('.timeline').getAttribute('data-timeline');
    await expect.poll(() => page.locator('.timeline').getAttribute('data-timeline')).not.toBe(drawn);

    expect(said).toContain(' · start · 1.42 has 0 % of production');
    expect(await page.locator('.scrub output').textContent()).toBe(said);
    expect(await page.locator('.cursor').first().getAttribute('x1')).toBe('0%');
  });

  test('says that it is stale when the sandbox stops', async () => {
    const { sandbox } = await start(waitOnce);
    const page = await open(sandbox.urls.dashboard);
    await page.locator('.has-script').waitFor();

    await sandbox.stop();

    await page.getByRole('alert').filter({ hasText: 'The connection to the sandbox is lost' }).waitFor();
  });

  test('works without scripts', async () => {
    const { sandbox, decide } = await start(waitOnce);
    const page = await open(sandbox.urls.dashboard, { javaScriptEnabled: false });

    await page.getByRole('button', { name: 'Deploy' }).click();
    decide();
    await sandbox.controller.waitForDeployment(
      sandbox.controller.listServiceDeployments()[0]?.serviceDeploymentArn ?? '',
    );
    await page.reload();

    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('1.42 is in production');
    expect(await page.getByRole('button', { name: 'Set' }).isVisible()).toBe(true);
  });

  test('shows a newcomer one deployment with the keyboard alone, and remembers that', { timeout: 90_000 }, async () => {
    const { sandbox, decide } = await start(waitOnce);
    const page = await open(sandbox.urls.dashboard);
    const tour = page.getByRole('dialog', { name: 'Guided tour' });

    await page.getByRole('button', { name: 'Show me (90 s)' }).press('Enter');
    await tour.getByText('Next deploys a new version').waitFor();
    await page.keyboard.press('Enter');
    await tour.getByText('A second set of tasks starts').waitFor();
    // The page has sent it; the sandbox answers with what it shows.
    await expect.poll(() => page.getByLabel('Speed').inputValue()).toBe('1');
    expect(await axeFaults(page, 'iframe')).toEqual([]);
    await page.reload();
    await tour.getByText('A second set of tasks starts').waitFor();
    await page.keyboard.press('Enter');
    await tour.getByText('The test listener shows the new version').waitFor();
    decide();
    // How many acts are left depends on how fast this computer sees them. The page itself looks where the focus is: a key that is sent from here
    // may come after the last act has begun, when Enter ends the tour. There the same button says Done.
    const pressNext =
      'document.activeElement.matches("[data-tour-next]") && document.activeElement.textContent === "Next" && document.activeElement.click()';
    await expect
      .poll(async () => {
        await page.evaluate(pressNext);
        return await tour.textContent();
      })
      .toContain('Now break it');
    await page.keyboard.press('Escape');

    expect(await tour.isVisible()).toBe(false);
    expect(await page.evaluate('localStorage.getItem("greenlight-tour")')).toBe('seen');
  });

  test('keeps the cart while the listener moves to the other version', async () => {
    const { sandbox } = await start(mailOnce);
    const page = await open(sandbox.urls.production);
    await page.getByRole('button', { name: 'Add to cart Harbour mug' }).click();

    const { serviceDeploymentArn } = sandbox.deploy();
    await sandbox.controller.waitForDeployment(serviceDeploymentArn);
    await page.getByRole('link', { name: 'Cart, 1 item', exact: true }).click();

    expect(await page.getByText('Version 1.42').isVisible()).toBe(true);
    expect(await page.getByRole('heading', { name: 'Harbour mug' }).isVisible()).toBe(true);
  });
});

type Hook = (decided: Promise<void>) => Parameters<typeof startTestSandbox>[0];

/** Waits at POST_TEST_TRAFFIC_SHIFT until the test decides. */
const waitOnce: Hook = (decided) => {
  let isDecided = false;
  void decided.then(() => {
    isDecided = true;
  });
  return () => () =>
    isDecided
      ? { hookStatus: 'SUCCEEDED', reason: 'approved by ana@shop.example' }
      : { hookStatus: 'IN_PROGRESS', callBackDelay: 30, hookDetails: {}, reason: 'asked the reviewers' };
};

const mailOnce: Hook =
  () =>
  ({ notifier, urls }) =>
  async () => {
    const body = `Try it:   ${urls.test}/\nDecide:   ${urls.desk}/a/${'x'.repeat(200)}\n`;
    const subject = '[ACTION] Approve retail-ui 1.42 by 14:30 UTC';
    await notifier.publish({ subject, body, attributes: {} }, new AbortController().signal);
    return { hookStatus: 'SUCCEEDED', reason: 'asked and answered' };
  };

/** Asks by a mail as Greenlight's does, and waits. */
const mailAndWait: Hook =
  () =>
  ({ notifier }) =>
  async ({ resourceArn }) => {
    const body = `Deployment  ${resourceArn.split('/').at(-1)} (blue/green)\n`;
    const subject = '[ACTION] Approve retail-ui 1.42 by 14:30 UTC';
    await notifier.publish({ subject, body, attributes: {} }, new AbortController().signal);
    return { hookStatus: 'IN_PROGRESS', callBackDelay: 3600, hookDetails: {}, reason: 'asked the reviewers' };
  };

async function start(hook: Hook): Promise<{ sandbox: Sandbox; decide: () => void }> {
  const { folder, remove } = await newFolder();
  undoing.push(remove);
  const decision = Promise.withResolvers<void>();
  const sandbox = await startTestSandbox(hook(decision.promise), { folder });
  undoing.push(sandbox.stop);
  return { sandbox, decide: decision.resolve };
}

type Look = { colorScheme?: 'light' | 'dark'; width?: number; javaScriptEnabled?: boolean };

async function open(
  url: string,
  { colorScheme = 'light', width = 1280, javaScriptEnabled = true }: Look = {},
): Promise<Page> {
  if (browser === undefined || shared === undefined) throw new Error('no browser');
  const context = javaScriptEnabled ? shared : await browser.newContext({ javaScriptEnabled });
  const page = await cleanPage(context, { colorScheme, viewport: { width, height: 900 } });
  // The page of a sandbox that stops would ask for it again and again.
  undoing.push(() => (javaScriptEnabled ? page.goto('about:blank') : context.close()));
  page.setDefaultTimeout(10_000);
  await page.goto(url);
  return page;
}

async function lookAt(page: Page, { colorScheme = 'light', width }: { colorScheme?: 'light' | 'dark'; width: number }) {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme });
}

/** Contrast of an element's words with the colour behind them, as WCAG 2.2 defines it. */
async function contrastOf(page: Page, selector: string): Promise<number> {
  const colours = await page.evaluate<[string, string]>(`(() => {
    const element = document.querySelector('${selector}');
    const paint = (node) => {
      const { backgroundColor } = getComputedStyle(node);
      return backgroundColor === 'rgba(0, 0, 0, 0)' ? paint(node.parentElement) : backgroundColor;
    };
    return [getComputedStyle(element).color, paint(element)];
  })()`);
  const [one = 0, other = 0] = colours.map((colour) => {
    const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  });
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

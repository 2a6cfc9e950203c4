import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { installHooks } from '../../src/sandbox/installed-hooks.ts';
import type { ListenerShape } from '../../src/sandbox/load-balancer/shapes.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { sharedBrowser } from '../helpers/browser.ts';
import { axeFaults, overflowAt } from '../helpers/page-faults.ts';
import { mailsTo } from './sandbox-in-test.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

const browser = await sharedBrowser();

describe.skipIf(browser === undefined)('other listeners in a browser', { timeout: 90_000 }, () => {
  test.for<{ listener: ListenerShape; command: string; rule: RegExp; desk: string }>([
    {
      ...{ listener: 'header', command: "curl -H 'X-Canary-Test: true'" },
      ...{ rule: /rule 10: header X-Canary-Test is true[\s\S]*3 requests/, desk: 'This command reaches it' },
    },
    {
      ...{ listener: 'service-connect', command: "curl -H 'x-amzn-ecs-blue-green-test: test'" },
      ...{
        rule: /rule 1: header x-amzn-ecs-blue-green-test is there[\s\S]*3 requests/,
        desk: 'through Service Connect',
      },
    },
  ] as const)(
    'L5 with $listener have no frame in the sandbox, and the desk has a command and no address',
    async (kind) => {
      const { listener, command, rule, desk } = kind;
      const folder = await mkdtemp(join(tmpdir(), 'greenlight-listeners-'));
      const sandbox = await startSandbox({
        ...{ folder, speed: 60, listener, ports: { production: 0, test: 0, dashboard: 0, desk: 0 } },
        install: (surroundings) => installHooks(surroundings, silent),
      });
      try {
        const context = await (browser as Browser).newContext({ reducedMotion: 'reduce' });
        const page = await context.newPage();
        await page.goto(sandbox.urls.dashboard);
        await page.getByRole('button', { name: /^Deploy/ }).click();
        await page
          .getByText(/\[ACTION\] Approve retail-ui/)
          .first()
          .waitFor();
        expect(await page.locator('#test-frame').count()).toBe(0);
        expect(await page.locator('#test pre').textContent()).toContain(command);
        expect(await page.locator('#doors').textContent()).toMatch(rule);
        for (const width of [1280, 320]) await fits(page, width);

        const [mail] = await mailsTo(sandbox);
        await page.goto(/^Decide: +(\S+)$/m.exec(mail?.body ?? '')?.[1] ?? '');
        await page.getByText(desk).first().waitFor();
        expect(await page.getByText('Open the new version').count()).toBe(0);
        for (const width of [1280, 320]) {
          await fits(page, width);
          expect(await axeFaults(page)).toEqual([]);
        }
      } finally {
        await sandbox.stop();
        await rm(folder, { recursive: true, force: true });
      }
    },
  );
});

/** Needs no scrolling sideways. dashboard.browser.test.ts has axe read the dashboard's page, without the shops in its frames. */
async function fits(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  expect(await overflowAt(page)).toBe(0);
}

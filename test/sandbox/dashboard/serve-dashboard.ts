import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Page } from 'playwright-core';
import { dashboard } from '../../../src/sandbox/dashboard/dashboard.ts';
import { serve } from '../../../src/sandbox/servers/serve.ts';
import type { SandboxData } from '../../../src/sandbox/view/sandbox-data.ts';

/** The dashboard with data that does not change. No button does anything. */
export async function serveDashboardWith(data: SandboxData): Promise<{ url: string; stop: () => Promise<void> }> {
  const nothing = () => {};
  const app = dashboard({
    read: async () => data,
    actions: {
      ...{ deploy: nothing, rollBack: nothing, answerPause: nothing, setAlarm: nothing },
      ...{ setBroken: nothing, setSlow: nothing, setFault: nothing, setSpeed: nothing },
    },
    onChange: nothing,
  });
  return await serve(createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false })), { port: 0 });
}

/** In place of the shops, which the frames of the dashboard show. */
export async function withShops(page: Page): Promise<void> {
  await page.route(/^http:\/\/127\.0\.0\.1:808[01]\//, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Shop</title><p>The shop' }),
  );
}

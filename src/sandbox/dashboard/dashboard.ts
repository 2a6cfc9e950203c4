import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import * as v from 'valibot';
import type { TimeoutAction } from '../../controller/ecs/resources.ts';
import { helpPath } from '../../reasons/help-link.ts';
import { formatDuration } from '../../wording/durations.ts';
import { lookCss } from '../../wording/theme.ts';
import { quorums } from '../mailbox/sandbox-reviewers.ts';
import { RefusedError } from '../view/refused-error.ts';
import { mailboxesOf, type SandboxData } from '../view/sandbox-data.ts';
import { type SandboxFault, sandboxFaultKinds } from '../view/sandbox-faults.ts';
import { type DeployChoice, strategies } from '../view/strategies.ts';
import { channelPage } from './channel-page.ts';
import { policy } from './content-policy.ts';
import { dashboardPage } from './dashboard-page.ts';
import { deploymentRoutes } from './deployment-routes.ts';
import { guard } from './guard.ts';
import { maxSpeed } from './head/controls.ts';
import { helpPage } from './help-page.ts';
import { LiveView } from './live-view.ts';
import { mailboxPage } from './mailbox-page.ts';
import { missing } from './missing-page.ts';
import { iconOf, signals } from './page-head.ts';
import { dashboardCss } from './style/dashboard-style.ts';

/** The actions of the dashboard's buttons. An action that is not possible now throws a {@link RefusedError}. */
export interface SandboxActions {
  deploy(choice: Partial<DeployChoice>): void;
  rollBack(): void;
  answerPause(hookId: string, action: TimeoutAction): void;
  setAlarm(name: string, state: 'OK' | 'ALARM'): void;
  setBroken(isBroken: boolean): void;
  setSlow(isSlow: boolean): void;
  setFault(kind: SandboxFault, isOn: boolean): void;
  setSpeed(factor: number): void;
}

type DashboardOptions = {
  read: () => Promise<SandboxData>;
  actions: SandboxActions;
  /** Calls back whenever the result of {@link read} may have changed, until the signal aborts. */
  onChange: (changed: () => void, signal: AbortSignal) => void;
};

/** Events come in bursts; a page is updated at most this often. */
const settleMs = 50;

/** The dashboard, its live events and its actions, and the mailbox. */
export function dashboard({ read, actions, onChange }: DashboardOptions) {
  const app = new Hono<{ Bindings: HttpBindings }>();
  // Browsers repeat it when they reconnect.
  const run = randomUUID();
  const css = lookCss + dashboardCss;
  const scripts = Object.entries(scriptFiles).map(
    ([path, file]) => [path, readFileSync(new URL(file, import.meta.url), 'utf8')] as const,
  );

  app.use(guard());
  app.use(async (context, next) => {
    await next();
    context.header('cache-control', 'no-store');
    context.header('x-content-type-options', 'nosniff');
    // Not `no-referrer`, which makes browsers send `Origin: null` with our own forms.
    context.header('referrer-policy', 'same-origin');
  });

  app.get('/', async (context) => {
    const data = await read();
    context.header('content-security-policy', policy([data.listeners.production.url, data.listeners.test.url]));
    return context.html(dashboardPage(data));
  });

  app.get('/mailbox', async (context) => {
    context.header('content-security-policy', policy([]));
    return context.html(mailboxPage((await read()).mailbox));
  });

  app.get('/mailbox/:reviewer', async (context) => {
    const { mailbox } = await read();
    const own = mailboxesOf({ mailbox }).find(({ id }) => id === context.req.param('reviewer'));
    if (own === undefined) return missing(context, 'Nobody of this name is asked in the sandbox.');
    context.header('content-security-policy', policy([]));
    return context.html(mailboxPage({ ...mailbox, mails: own.mails }, own.name));
  });

  app.get('/channel', async (context) => {
    context.header('content-security-policy', policy([]));
    return context.html(channelPage((await read()).channel ?? []));
  });

  app.get(helpPath, (context) => {
    context.header('content-security-policy', policy([]));
    return context.html(helpPage());
  });

  deploymentRoutes(app, read);
  app.get('/dashboard.css', (context) => context.body(css, 200, { 'content-type': 'text/css; charset=utf-8' }));
  for (const [path, script] of scripts) {
    app.get(path, (context) => context.body(script, 200, { 'content-type': 'text/javascript; charset=utf-8' }));
  }
  // The page's clocks use the same format: the same function, sent to the browser.
  app.get('/durations.js', (context) =>
    context.body(`export const formatDuration = ${formatDuration};\n`, 200, {
      'content-type': 'text/javascript; charset=utf-8',
    }),
  );
  for (const signal of signals) {
    app.get(`/icon-${signal}.svg`, (context) => context.body(iconOf(signal), 200, { 'content-type': 'image/svg+xml' }));
  }

  app.get('/events', (context) =>
    streamSSE(context, async (stream) => {
      const seen = context.req.header('last-event-id');
      if (seen !== undefined && seen !== run) await stream.writeSSE({ event: 'outdated', data: '' });
      const view = new LiveView();
      const ended = new AbortController();
      stream.onAbort(() => ended.abort());
      const gone = new Promise((resolve) => ended.signal.addEventListener('abort', resolve));
      let changed = Promise.withResolvers<void>();
      onChange(() => changed.resolve(), ended.signal);
      while (!stream.aborted && !stream.closed) {
        changed = Promise.withResolvers<void>();
        await stream.writeSSE({ event: 'change', id: run, data: JSON.stringify(await view.next(await read())) });
        await Promise.race([changed.promise, gone]);
        await stream.sleep(settleMs);
      }
    }),
  );

  app.post('/actions/deploy', async (context) => {
    const { strategy, approvals, pauses, asksByPause, asksByRules, asksForSignIn, comparesMetrics } = v.parse(
      deploySchema,
      await context.req.parseBody(),
    );
    const choice = {
      pauses: pauses === 'yes',
      ...(approvals !== undefined && { approvals }),
      ...(asksByPause === 'yes' && { asksByPause: true }),
      ...(asksByRules === 'yes' && { asksByRules: true }),
      ...(asksForSignIn === 'yes' && { asksForSignIn: true }),
      ...(comparesMetrics === 'yes' && { comparesMetrics: true }),
    };
    return act(context, () => actions.deploy({ ...(strategy !== undefined && { strategy }), ...choice }));
  });
  app.post('/actions/continue', async (context) => {
    const { hookId, action } = v.parse(continueSchema, await context.req.parseBody());
    return act(context, () => actions.answerPause(hookId, action));
  });
  app.post('/actions/rollback', (context) => act(context, () => actions.rollBack()));
  app.post('/actions/alarm', async (context) => {
    const { name, state } = v.parse(alarmSchema, await context.req.parseBody());
    return act(context, () => actions.setAlarm(name, state));
  });
  app.post('/actions/break', async (context) => {
    const { broken } = v.parse(breakSchema, await context.req.parseBody());
    return act(context, () => actions.setBroken(broken === 'yes'));
  });
  app.post('/actions/slow', async (context) => {
    const { slow } = v.parse(slowSchema, await context.req.parseBody());
    return act(context, () => actions.setSlow(slow === 'yes'));
  });
  app.post('/actions/fault', async (context) => {
    const { kind, on } = v.parse(faultSchema, await context.req.parseBody());
    return act(context, () => actions.setFault(kind, on === 'yes'));
  });
  app.post('/actions/speed', async (context) => {
    const { factor } = v.parse(speedSchema, await context.req.parseBody());
    return act(context, () => actions.setSpeed(factor));
  });

  app.notFound((context) => missing(context));
  app.onError((error, context) => {
    if (error instanceof RefusedError) return answer(context, 409, error.message);
    if (v.isValiError(error)) return answer(context, 400, `the form is not valid: ${error.message}`);
    console.error(error);
    return answer(context, 500, 'the sandbox failed; its terminal shows why');
  });

  return app;
}

/** By the path at which the browser asks for it. */
const scriptFiles = {
  '/dashboard.js': './browser/page-script.js',
  '/timeline.js': './browser/timeline.js',
  '/tour.js': './browser/tour.js',
  '/copy.js': './browser/copy.js',
};

const deploySchema = v.object({
  strategy: v.exactOptional(v.picklist(strategies)),
  approvals: v.exactOptional(v.pipe(v.string(), v.transform(Number), v.picklist(quorums))),
  pauses: v.exactOptional(v.literal('yes')),
  asksByPause: v.exactOptional(v.literal('yes')),
  asksByRules: v.exactOptional(v.literal('yes')),
  asksForSignIn: v.exactOptional(v.literal('yes')),
  comparesMetrics: v.exactOptional(v.literal('yes')),
});
const continueSchema = v.object({ hookId: v.string(), action: v.picklist(['CONTINUE', 'ROLLBACK']) });
const alarmSchema = v.object({ name: v.string(), state: v.picklist(['OK', 'ALARM']) });
const faultSchema = v.object({ kind: v.picklist(sandboxFaultKinds), on: v.picklist(['yes', 'no']) });
const breakSchema = v.object({ broken: v.picklist(['yes', 'no']) });
const slowSchema = v.object({ slow: v.picklist(['yes', 'no']) });
const speedSchema = v.object({
  factor: v.pipe(v.string(), v.transform(Number), v.integer(), v.minValue(1), v.maxValue(maxSpeed)),
});

function act(context: Context, action: () => void) {
  action();
  return answer(context, 200, 'done');
}

/** The page's script asks for JSON; a form sent without script redirects to the page, or shows why nothing was done. */
function answer(context: Context, status: 200 | 400 | 409 | 500, message: string) {
  if (context.req.header('accept')?.includes('application/json')) return context.json({ message }, status);
  return status === 200 ? context.redirect('/', 303) : context.text(`${message}\n`, status);
}

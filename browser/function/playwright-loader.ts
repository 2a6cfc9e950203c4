import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext } from 'playwright-core';
import type { LoadOutcome, PageJob, PageLoader } from '../../src/checks/browser/page-loader.ts';
import { browserLocale, browserUserAgent } from '../../src/checks/browser/sent-headers.ts';
import type { AddressRules } from '../../src/checks/smoke/probe/forbidden-address.ts';
import { hostAndPort } from './addresses.ts';
import { chromiumFlags } from './chromium-flags.ts';
import { whyNoSpace } from './free-space.ts';
import { type GuardProxy, openGuardProxy } from './guard-proxy.ts';
import { openPage } from './open-page.ts';

export type ChromiumPlace = {
  executablePath: string;
  /** The flags that it is to be started with. */
  flags: readonly string[];
  /** In addition to the process's own environment. */
  environment?: Readonly<Record<string, string>>;
};

export type PlaywrightParts = AddressRules & {
  /** Finds Chromium, or unpacks it. Rejects with the reason if that is not possible. */
  findChromium(): Promise<ChromiumPlace>;
  /** A folder for what a browser writes; everything in it that a run creates is deleted after it. */
  folder: string;
};

/** Opens each page in a Chromium of its own, with an empty profile: in Lambda a second page in the same one is not reliable. */
export function playwrightLoader(parts: PlaywrightParts): PageLoader {
  return {
    async load(job, signal) {
      try {
        const noSpace = await whyNoSpace(parts.folder);
        if (noSpace !== undefined) return { kind: 'broken', problem: noSpace };
        return await loadOnce(job, signal, parts);
      } catch (error) {
        signal.throwIfAborted();
        return { kind: 'broken', problem: `Chromium did not work: ${firstLine(error)}` };
      }
    },
  };
}

async function loadOnce(job: PageJob, signal: AbortSignal, parts: PlaywrightParts): Promise<LoadOutcome> {
  const place = await parts.findChromium();
  const profile = await mkdtemp(join(parts.folder, 'greenlight-profile-'));
  const proxy = await openGuardProxy({
    allowLoopback: parts.allowLoopback,
    allowHosts: job.allowHosts,
    tested: { host: hostAndPort(new URL(job.url)), ...job.connectTo },
  });
  let context: BrowserContext | undefined;
  try {
    context = await launch(job, place, profile, proxy);
    return await openPage(context, job, { signal, network: proxy });
  } finally {
    // A Chromium that hangs must not keep the function.
    await Promise.race([context?.close().catch(() => {}), sleep(closeMs)]);
    await proxy.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  }
}

const closeMs = 3000;
const launchMs = 20_000;

async function launch(
  job: PageJob,
  { executablePath, flags, environment }: ChromiumPlace,
  profile: string,
  proxy: GuardProxy,
): Promise<BrowserContext> {
  const { chromium } = await import('playwright-core');
  return chromium.launchPersistentContext(profile, {
    executablePath,
    args: chromiumFlags(flags, proxy.url),
    timeout: launchMs,
    env: { ...withoutCredentials(process.env), ...environment },
    viewport: job.viewport,
    deviceScaleFactor: 1,
    userAgent: browserUserAgent,
    locale: browserLocale,
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    colorScheme: 'light',
    serviceWorkers: 'block',
    acceptDownloads: false,
  });
}

/** The browser needs none of the function's own. */
function withoutCredentials(environment: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(environment).filter(([name]) => !/^AWS_|TOKEN|SECRET|^_X_AMZN/i.test(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? '']));
}

/** Playwright adds its log to its messages. */
function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}

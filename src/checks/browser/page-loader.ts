import type { PageStep } from './step-config.ts';

/** One page as a browser is to open it. */
export type PageJob = {
  /** What the browser shows in its address bar. */
  url: string;
  /** What the host of `url` leads to instead of its address in the DNS. */
  connectTo: { hostname: string; port: number };
  /** Sent with every request to the origin of `url`. */
  headers: Readonly<Record<string, string>>;
  /** Other hosts that may be reached, as in `BrowserConfig.allowHosts`. Nothing else is. */
  allowHosts: readonly string[];
  viewport: { width: number; height: number };
  /** For all of it. */
  timeoutMs: number;
  /** Waited for until it is visible. */
  selector?: string | undefined;
  /** Waited for until the visible text contains it. */
  text?: string | undefined;
  /** Carried out once the page has loaded. */
  steps: readonly PageStep[];
  /** Whether a picture is taken. */
  screenshot: boolean;
  /** CSS selectors of what is not visible in the picture, because it always differs. */
  hide: readonly string[];
};

/** One document that the page itself was loaded from: the first, and those that redirects led to. */
export type Hop = {
  url: string;
  method: string;
  /** As they were sent, names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Undefined if there was no answer. */
  status: number | undefined;
};

/** A request for something other than the page itself. */
export type Resource = Omit<Hop, 'headers'> & {
  headers: Readonly<Record<string, string>>;
  /** Why it failed, such as `net::ERR_CONNECTION_RESET`; undefined if it was answered. */
  failure?: string | undefined;
};

/** A page that was answered. */
export type LoadedPage = {
  /** At least one, in their order. */
  hops: readonly Hop[];
  resources: readonly Resource[];
  /** What the page wrote with `console.error`, and what the browser did. */
  consoleErrors: readonly string[];
  /** Exceptions that nobody caught. */
  pageErrors: readonly string[];
  /** Hosts, with port, that were asked for and are not allowed; each once. */
  blockedHosts: readonly string[];
  /** What was waited for and did not come. */
  missing: readonly ('load' | 'selector' | 'text')[];
  /** The step that was not possible: a clause for people. */
  stuck?: string | undefined;
  /** PNG of what is in the viewport; undefined if none could be taken. */
  screenshot?: Uint8Array | undefined;
  tookMs: number;
};

export type LoadOutcome =
  | { kind: 'loaded'; page: LoadedPage }
  /** Nothing answered: a clause for people. */
  | { kind: 'unanswered'; problem: string }
  /** The browser itself did not work: a clause for people. */
  | { kind: 'broken'; problem: string };

/**
 * Opens pages in a browser, one after the other, each in a fresh one. Rejects only if it was aborted.
 *
 * @example
 * await loader.load({ url: 'https://shop.example.com:8443/', connectTo: { hostname: 'shop-1.elb.amazonaws.com', port: 8443 }, … }, signal)
 * // { kind: 'loaded', page: { hops: [{ status: 200, … }], consoleErrors: [], … } }
 */
export interface PageLoader {
  load(job: PageJob, signal: AbortSignal): Promise<LoadOutcome>;
}

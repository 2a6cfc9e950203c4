import { browserHeaders } from '../../deployment/listener/listener-request.ts';
import { reachOf } from '../../deployment/test-traffic/plan-test-request.ts';
import type { TestListener } from '../../deployment/test-traffic/test-listener.ts';

/** What the browser calls itself: a Chrome, so that sites treat it as one, and us. */
export const browserUserAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36 ecs-greenlight';

export const browserLocale = 'en-US';

/** The headers of a page that is opened in a fresh profile, as far as their values are certain. A listener's rule may depend on any of them. */
export const openingHeaders: Readonly<Record<string, string>> = {
  'user-agent': browserUserAgent,
  'accept-language': browserLocale,
  'upgrade-insecure-requests': '1',
};

/** Not sent with the first page in a fresh profile, and reported by the browser if they are sent later. */
const reported: ReadonlySet<string> = new Set([
  ...['authorization', 'cache-control', 'origin', 'referer'],
  ...['if-modified-since', 'if-none-match', 'if-range', 'if-unmodified-since'],
]);

type SentRequest = {
  url: string;
  method: string;
  /** As far as they are known, names in lower case. */
  headers: Readonly<Record<string, string>>;
};

/**
 * Why it is not certain that a request of the browser reached green, as a clause for people; undefined if it is.
 *
 * @param isFirst - whether it is the first one of a fresh profile, which has no cookies
 */
export function whyNotGreen(
  { url, method, headers }: SentRequest,
  test: TestListener,
  isFirst: boolean,
): string | undefined {
  const { hostname, pathname, search } = new URL(url);
  // Of those that are known, the values count.
  const unknownHeaders = browserHeaders.filter((name) => !reported.has(name) && !(isFirst && name === 'cookie'));
  const request = { method, host: hostname, path: pathname, query: search.replace(/^\?/, ''), headers, unknownHeaders };
  const reach = reachOf(test, request, {});
  return reach.green === 'yes' ? undefined : reach.because;
}

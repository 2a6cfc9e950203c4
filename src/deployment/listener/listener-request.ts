/** A request as a listener sees it. */
export type ListenerRequest = {
  /** As it is sent; in upper case, normally. */
  method: string;
  /** The Host header without its port, which no condition compares. */
  host: string;
  /** As it is sent, without the query string: `/api/items%2F1`. */
  path: string;
  /** As it is sent, without the question mark; empty if there is none. */
  query: string;
  /** Everything that the client certainly sends, names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Names, in lower case, of headers that the client may send with values that are not known; none by default. */
  unknownHeaders?: readonly string[] | undefined;
  /** The client's address as the load balancer sees it; usually not known. */
  sourceIp?: string | undefined;
};

/** Headers that a browser sends by itself, with unknown values: `unknownHeaders` of a reviewer's request. */
export const browserHeaders: readonly string[] = [
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'authorization',
  'cache-control',
  'connection',
  'cookie',
  'device-memory',
  'dnt',
  'downlink',
  'dpr',
  'ect',
  'forwarded',
  'if-modified-since',
  'if-none-match',
  'keep-alive',
  'origin',
  'pragma',
  'priority',
  'purpose',
  'referer',
  'rtt',
  'save-data',
  'sec-ch-prefers-color-scheme',
  'sec-ch-prefers-reduced-motion',
  'sec-ch-ua',
  'sec-ch-ua-arch',
  'sec-ch-ua-full-version-list',
  'sec-ch-ua-mobile',
  'sec-ch-ua-model',
  'sec-ch-ua-platform',
  'sec-ch-ua-platform-version',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'sec-fetch-user',
  'sec-gpc',
  'sec-purpose',
  'te',
  'upgrade',
  'upgrade-insecure-requests',
  'user-agent',
  'via',
  'viewport-width',
  'x-requested-with',
];

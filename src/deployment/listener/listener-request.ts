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
  'alt-used',
  'authorization',
  'available-dictionary',
  'cache-control',
  'connection',
  'cookie',
  'device-memory',
  'dictionary-id',
  'dnt',
  'downlink',
  'dpr',
  'ect',
  'forwarded',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'keep-alive',
  'origin',
  'pragma',
  'priority',
  'purpose',
  'range',
  'referer',
  'rtt',
  'save-data',
  'sec-ch-device-memory',
  'sec-ch-dpr',
  'sec-ch-prefers-color-scheme',
  'sec-ch-prefers-reduced-motion',
  'sec-ch-prefers-reduced-transparency',
  'sec-ch-ua',
  'sec-ch-ua-arch',
  'sec-ch-ua-bitness',
  'sec-ch-ua-form-factors',
  'sec-ch-ua-full-version',
  'sec-ch-ua-full-version-list',
  'sec-ch-ua-mobile',
  'sec-ch-ua-model',
  'sec-ch-ua-platform',
  'sec-ch-ua-platform-version',
  'sec-ch-ua-wow64',
  'sec-ch-viewport-height',
  'sec-ch-viewport-width',
  'sec-ch-width',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'sec-fetch-storage-access',
  'sec-fetch-user',
  'sec-gpc',
  'sec-purpose',
  'service-worker',
  'service-worker-navigation-preload',
  'te',
  'upgrade',
  'upgrade-insecure-requests',
  'user-agent',
  'via',
  'viewport-width',
  'width',
  'x-requested-with',
];

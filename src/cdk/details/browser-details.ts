// Written by npm run schemas from the schemas of the hooks.

import type { JsonValue } from '../../hook/json.ts';

/** What the browser check can be configured with. */
export type BrowserDetails = {
  /** Where the pages are, instead of at the discovered test listener. */
  readonly baseUrl?: string;
  readonly host?: JsonValue;
  readonly productionUrl?: JsonValue;
  readonly scheme?: JsonValue;
  readonly loadBalancer?: JsonValue;
  /** How long the discovered test rule may not point at green before that is a `fail`: 1 to 1440, 15 by default. */
  readonly waitMinutes?: JsonValue;
  /** 1 to 20; only `/` by default. */
  readonly pages?: readonly (
    | string
    | {
        /** With its query string. */
        readonly path: string;
        /** The status that the page must have; 200 by default. */
        readonly status?: number;
        /** A CSS selector of something that must be visible once the page has loaded. */
        readonly selector?: string;
        /** What the visible text of the page must contain. */
        readonly text?: string;
        /** Carried out once the page has loaded, before anything is expected of it. */
        readonly steps?: readonly {
          readonly click?: string;
          readonly fill?: string;
          /** What is typed into it. */
          readonly with?: string;
          readonly press?: string;
          readonly wait?: string;
        }[];
      }
  )[];
  /** Hosts in addition to the tested one that pages may load from: `cdn.example.com`, `*.example.com`, `cdn.example.com:8443`. */
  readonly allowHosts?: readonly string[];
  /** Parts of console messages, page errors and failed requests that do not count. */
  readonly ignore?: readonly string[];
  /** In CSS pixels; 1280 by 800 by default. */
  readonly viewport?: {
    /** A whole number from 200 to 2000. */
    readonly width: number;
    /** A whole number from 200 to 2000. */
    readonly height: number;
  };
  /** Whether a picture of each page is kept; true by default. */
  readonly screenshots?: boolean;
  /** Whether blue's page is opened too, and its picture compared; false by default, and true with `maxDifferencePercent`. */
  readonly compare?: boolean;
  /** How many of a hundred pixels may differ; no limit by default. */
  readonly maxDifferencePercent?: number;
  /** CSS selectors of what is not visible in pictures. */
  readonly hide?: readonly string[];
  /** Sent with every request to the tested host. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For one page on one side, from the first request to the last expectation: 1 to 60, 15 by default. */
  readonly timeoutSeconds?: number;
  /** Opens pages although nothing proves that they are green's; false by default. */
  readonly allowUnproved?: boolean;
};

import * as v from 'valibot';
import { isJsonObject } from '../../hook/json.ts';
import { formatIssue } from '../../wording/values.ts';
import { refuseIf } from '../refuse-if.ts';
import { headersSchema, pathSchema } from '../smoke/config/sending-config.ts';
import { makeSmokeConfigSchema, type SmokeConfig } from '../smoke/config/smoke-config.ts';
import { wholeNumberSchema } from '../smoke/config/whole-number-schema.ts';
import type { AddressRules } from '../smoke/probe/forbidden-address.ts';
import { type PageStep, stepsSchema } from './step-config.ts';

/** One page to open, with everything that the short form leaves out. */
export type Page = {
  /** With its query string. */
  path: string;
  /** The status that the page must have; 200 by default. */
  status: number;
  /** A CSS selector of something that must be visible once the page has loaded. */
  selector?: string | undefined;
  /** What the visible text of the page must contain. */
  text?: string | undefined;
  /** Carried out once the page has loaded, before anything is expected of it. */
  steps?: readonly PageStep[] | undefined;
};

/** The keys of `hookDetails` for the browser check. Unknown keys are refused. */
export type BrowserConfig = {
  /** 1 to 20; only `/` by default. */
  pages: readonly Page[];
  /** Hosts in addition to the tested one that pages may load from: `cdn.example.com`, `*.example.com`, `cdn.example.com:8443`. */
  allowHosts: readonly string[];
  /** Parts of console messages, page errors and failed requests that do not count. */
  ignore: readonly string[];
  /** In CSS pixels; 1280 by 800 by default. */
  viewport: { width: number; height: number };
  /** Sent with every request to the tested host. */
  headers: Readonly<Record<string, string>>;
  /** Whether a picture of each page is kept; true by default. */
  screenshots: boolean;
  /** Whether blue's page is opened too, and its picture compared; false by default, and true with `maxDifferencePercent`. */
  compare: boolean;
  /** How many of a hundred pixels may differ; no limit by default. */
  maxDifferencePercent?: number | undefined;
  /** CSS selectors of what is not visible in pictures. */
  hide: readonly string[];
  /** For one page on one side, from the first request to the last expectation: 1 to 60, 15 by default. */
  timeoutSeconds: number;
  /** Opens pages although nothing proves that they are green's; false by default. */
  allowUnproved: boolean;
  /** Where the pages are, instead of at the discovered test listener. */
  baseUrl: SmokeConfig['baseUrl'];
  /** How long the discovered test rule may not point at green before that is a `fail`: 1 to 1440, 15 by default. */
  waitMinutes: number;
  /** The same pages as requests of a smoke test, which is how their addresses are found. */
  located: SmokeConfig;
};

/** How long all pages may take together. The function has 300 seconds, of which some are for starting and answering. */
const maxRunSeconds = 270;

/** Starting Chromium, and closing it. */
export const startSeconds = 5;

const hostMessage = 'expected a host such as "cdn.example.com", "*.example.com" or "cdn.example.com:8443"';

const textSchema = v.pipe(
  v.string('expected a string'),
  v.minLength(1, 'expected a string that is not empty'),
  v.maxLength(500, 'expected at most 500 characters'),
);

const percentMessage = 'expected a number from 0 to 100, such as 0.5';

const hideSchema = v.pipe(
  textSchema,
  v.regex(/^[^{}<>;@/\\]*$/, 'expected a CSS selector such as ".clock" without braces and semicolons'),
);

const pageSchema = v.strictObject({
  path: pathSchema,
  status: v.optional(wholeNumberSchema(200, 599), 200),
  selector: v.optional(textSchema),
  text: v.optional(textSchema),
  steps: v.optional(stepsSchema),
});

const pagesSchema = v.pipe(
  v.array(
    // Not a union: it would report that neither alternative fits instead of what is wrong with the intended one.
    v.lazy((input) => (typeof input === 'string' ? pathSchema : pageSchema)),
    'expected a list of pages, such as ["/", { "path": "/products", "selector": ".product" }]',
  ),
  v.minLength(1, 'expected 1 to 20 pages'),
  v.maxLength(20, 'expected 1 to 20 pages'),
);

/** Where the pages are: keys of the smoke check too, which its schema judges. */
const placeEntries = {
  baseUrl: v.optional(v.string('expected a URL such as "https://test.example.com:8443"')),
  host: v.optional(v.unknown()),
  productionUrl: v.optional(v.unknown()),
  scheme: v.optional(v.unknown()),
  loadBalancer: v.optional(v.unknown()),
  waitMinutes: v.optional(v.unknown()),
};

const ownEntries = {
  pages: v.optional(pagesSchema, ['/']),
  allowHosts: v.optional(
    v.pipe(
      v.array(
        v.pipe(v.string(hostMessage), v.regex(/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:[1-9][0-9]{0,4})?$/, hostMessage)),
        'expected a list of hosts',
      ),
      v.maxLength(50, 'expected at most 50 hosts'),
    ),
    [],
  ),
  ignore: v.optional(
    v.pipe(v.array(textSchema, 'expected a list of strings'), v.maxLength(50, 'expected at most 50 strings')),
    [],
  ),
  viewport: v.optional(
    v.pipe(
      v.custom<object>(isJsonObject, 'expected an object such as { "width": 390, "height": 844 }'),
      v.strictObject({ width: wholeNumberSchema(200, 2000), height: wholeNumberSchema(200, 2000) }),
    ),
    { width: 1280, height: 800 },
  ),
  screenshots: v.optional(v.boolean('expected true or false'), true),
  compare: v.optional(v.boolean('expected true or false')),
  maxDifferencePercent: v.optional(
    v.pipe(v.number(percentMessage), v.minValue(0, percentMessage), v.maxValue(100, percentMessage)),
  ),
  hide: v.optional(
    v.pipe(v.array(hideSchema, 'expected a list of CSS selectors'), v.maxLength(20, 'expected at most 20 selectors')),
    [],
  ),
  headers: v.optional(headersSchema, {}),
  timeoutSeconds: v.optional(wholeNumberSchema(1, 60), 15),
  allowUnproved: v.optional(v.boolean('expected true or false'), false),
};

/** Validates and completes what is configured. Its output is a {@link BrowserConfig}. */
export const browserConfigSchema = makeBrowserConfigSchema({ allowLoopback: false });

/** The same for a browser that may reach other addresses. */
export function makeBrowserConfigSchema(rules: AddressRules) {
  const smoke = makeSmokeConfigSchema(rules);
  return v.pipe(
    v.strictObject({ ...placeEntries, ...ownEntries }),
    refuseIf((config) => whyTooLong(config)),
    refuseIf((config) => whyNotPictured(config)),
    refuseIf((config) => whyNoSteps(config)),
    v.rawTransform(({ dataset, addIssue, NEVER }): BrowserConfig => {
      const { baseUrl, productionUrl, host, scheme, loadBalancer, waitMinutes, ...own } = dataset.value;
      const compare = isCompared(own);
      const pages = own.pages.map(completePage);
      const requests = pages.map(({ path }) => ({ path, headers: own.headers, ...(compare && { compare }) }));
      const { allowUnproved } = own;
      const places = { baseUrl, productionUrl, host, scheme, loadBalancer, waitMinutes, allowUnproved };
      const located = v.safeParse(smoke, { ...places, requests });
      if (located.success) {
        const { output } = located;
        return { ...own, compare, pages, baseUrl: output.baseUrl, waitMinutes: output.waitMinutes, located: output };
      }
      const { place, message } = formatIssue(located.issues[0]);
      const at = { type: 'object', origin: 'key', input: {}, key: place, value: '' } as const;
      addIssue({ message: message.replaceAll('requests[', 'pages['), ...(place !== '' && { path: [at] }) });
      return NEVER;
    }),
  );
}

function completePage(page: string | Page): Page {
  return typeof page === 'string' ? { path: page, status: 200 } : page;
}

type Comparing = { compare?: boolean | undefined; maxDifferencePercent?: number | undefined };

function isCompared({ compare, maxDifferencePercent }: Comparing): boolean {
  return compare ?? maxDifferencePercent !== undefined;
}

function whyNotPictured(config: Comparing & { screenshots: boolean }): string | undefined {
  if (config.maxDifferencePercent !== undefined && config.compare === false) {
    return 'expected no maxDifferencePercent next to "compare": false, without which nothing is compared';
  }
  return isCompared(config) && !config.screenshots
    ? 'expected no "screenshots": false next to compare and maxDifferencePercent, which need them'
    : undefined;
}

function whyNoSteps({ pages, ...comparing }: Comparing & { pages: readonly (string | object)[] }): string | undefined {
  return isCompared(comparing) && pages.some((page) => typeof page === 'object' && 'steps' in page)
    ? 'expected no steps next to compare and maxDifferencePercent: they would be carried out in production too'
    : undefined;
}

type Lengths = Comparing & { pages: readonly unknown[]; timeoutSeconds: number };

/** All pages have to fit into one call of the function. */
function whyTooLong({ pages, timeoutSeconds, ...comparing }: Lengths): string | undefined {
  const sides = isCompared(comparing) ? 2 : 1;
  const seconds = sides * pages.length * (timeoutSeconds + startSeconds);
  if (seconds <= maxRunSeconds) return undefined;
  return `expected fewer pages or a shorter timeoutSeconds: ${pages.length} pages${sides === 2 ? ' of both versions' : ''} with ${timeoutSeconds} s each may take ${seconds} s, and there are ${maxRunSeconds}`;
}

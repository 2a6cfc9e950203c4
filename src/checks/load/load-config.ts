import * as v from 'valibot';
import { isJsonObject } from '../../hook/json.ts';
import { headersSchema, pathSchema, sendingEntries } from '../smoke/config/sending-config.ts';
import { makeSmokeConfigSchema, type SmokeConfig } from '../smoke/config/smoke-config.ts';
import type { AddressRules } from '../smoke/probe/forbidden-address.ts';

/** The keys of `hookDetails` for the load, completed. */
export type LoadConfig = {
  requestsPerSecond: number;
  seconds: number;
  to: 'test' | 'production';
  maxErrorPercent: number | undefined;
  /** What is sent where, as a smoke suite has it. */
  suite: SmokeConfig;
};

/** At most this many in a second, counted over all loads that one function sends at the same time. */
export const maxRequestsPerSecond = 50;

const percent = 'expected a percentage from 0 to 100';

const requestsSchema = v.pipe(
  v.array(
    // Not a union: it would report that neither alternative fits instead of what is wrong with the intended one.
    v.lazy((input) => (isJsonObject(input) ? requestSchema : pathSchema)),
    'expected a list of requests',
  ),
  v.minLength(1, 'expected 1 to 20 requests'),
  v.maxLength(20, 'expected 1 to 20 requests'),
);

const requestSchema = v.strictObject({
  /** Only methods that change nothing. */
  method: v.optional(v.picklist(['GET', 'HEAD'], 'expected "GET" or "HEAD": a load must not change anything'), 'GET'),
  path: pathSchema,
  query: sendingEntries.query,
  headers: sendingEntries.headers,
});

/** Validates and completes what is configured. */
export const loadConfigSchema = makeLoadConfigSchema({ allowLoopback: false });

/** The same for a probe that may reach other addresses. */
export function makeLoadConfigSchema(rules: AddressRules) {
  const suiteSchema = makeSmokeConfigSchema(rules);
  const { baseUrl, host, scheme, loadBalancer } = suiteSchema.pipe[0].entries;
  return v.pipe(
    v.strictObject({
      /** Requests in a second: 1 to 50. */
      requestsPerSecond: wholeNumber(1, maxRequestsPerSecond),
      /** For how long they are sent: 1 to 3600. */
      seconds: wholeNumber(1, 3600),
      /** Where they are sent: to the `test` listener, or to `production`, which only a step of a linear or canary deployment may ask for. Default `test`. */
      to: v.optional(v.picklist(['test', 'production'], 'expected "test" or "production"'), 'test'),
      /** 1 to 20 paths or requests, sent in turn: GET and HEAD only. Default `["/"]`. */
      requests: v.optional(requestsSchema, ['/']),
      /** Sent with every request that does not have one of the same name. */
      headers: v.optional(headersSchema),
      /** Where to send them instead of the listener that is found. */
      baseUrl,
      /** Host header and TLS server name, if they differ from what is found. */
      host,
      /** The scheme behind a Network Load Balancer. */
      scheme,
      /** Which of the service's load balancers. Default: all of them, in turn. */
      loadBalancer,
      /** For one request: 1 to 60. Default 5. */
      timeoutSeconds: v.optional(wholeNumber(1, 60), 5),
      /** How long the listener may not yet point at the new version, from the gate's first call: 1 to 1380 minutes. Default 15. */
      waitMinutes: v.optional(wholeNumber(1, 1380), 15),
      /** Fails if more than this percentage got no answer or a 5xx: 0 to 100. Default: that is reported and not judged. */
      maxErrorPercent: v.optional(v.pipe(v.number(percent), v.minValue(0, percent), v.maxValue(100, percent))),
    }),
    v.forward(
      // Requests of a load have no `at` with which they could choose one of several.
      v.check(({ baseUrl }) => typeof baseUrl !== 'object', 'expected one URL, such as "https://test.example.com"'),
      ['baseUrl'],
    ),
    v.rawTransform(({ dataset, addIssue, NEVER }): LoadConfig => {
      const { requestsPerSecond, seconds, to, maxErrorPercent, ...suite } = dataset.value;
      const parsed = v.safeParse(suiteSchema, suite);
      if (parsed.success) return { requestsPerSecond, seconds, to, maxErrorPercent, suite: parsed.output };
      for (const { message } of parsed.issues) addIssue({ message });
      return NEVER;
    }),
  );
}

function wholeNumber(min: number, max: number) {
  const message = `expected a whole number from ${min} to ${max}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(max, message));
}

import { isIP } from 'node:net';
import * as v from 'valibot';
import type { OnFirstDeployment } from '../../pass-first-deployment.ts';
import { refuseIf } from '../../refuse-if.ts';
import { authSchema } from '../auth/auth-config.ts';
import { readsBody } from '../expect/expectation.ts';
import type { AddressRules } from '../probe/forbidden-address.ts';
import { type BaseUrl, makeBaseUrlSchema, whyNotAt } from './base-url-config.ts';
import { whyNotProduction } from './compare-config.ts';
import { sharedExpectSchema } from './expect-config.ts';
import { findNameFault } from './names/check-names.ts';
import {
  type ConfiguredRequest,
  completeRequest,
  isHeadWithoutExpect,
  type OfAll,
  requestSchema,
  type SmokeRequest,
} from './request-config.ts';
import { untilSchema } from './running-config.ts';
import { headersSchema, pathSchema } from './sending-config.ts';
import { exposesCredential, tlsSchema } from './tls-config.ts';
import { type NamedValues, valuesEntries } from './values-config.ts';
import { wholeNumberSchema } from './whole-number-schema.ts';

/** The keys of `hookDetails` for the smoke check. Unknown keys are refused. */
export type SmokeConfig = NamedValues & {
  /** Where to send the requests, with an optional path before theirs: one URL, or several with names that `at` of the requests chooses from. Wins over the discovered test URL. */
  baseUrl: BaseUrl | undefined;
  /** Where blue answers while `baseUrl` leads to green, for requests with `compare`: one URL, or one for each name in `baseUrl`. */
  productionUrl?: BaseUrl | undefined;
  /** Host header and TLS server name to send instead of the one in `baseUrl` or the discovered one. */
  host: string | undefined;
  /** The scheme behind a Network Load Balancer's test listener, which does not have one. */
  scheme: 'http' | 'https' | undefined;
  /** Which of the service's load balancers to test: `web:8080` (container and port), or an ARN of target group or test rule. All by default. */
  loadBalancer: string | undefined;
  /** 1 to 100; one `GET /` by default. */
  requests: readonly SmokeRequest[];
  /** Sent before `requests`, one after the other. */
  setup?: readonly SmokeRequest[] | undefined;
  /** Sent after `requests`, one after the other, even if something failed. */
  teardown?: readonly SmokeRequest[] | undefined;
  /** For one request, from connecting to the end of the body: 1 to 60, 5 by default. */
  timeoutSeconds: number;
  /** How often a request without a response is sent, including the first time: 1 to 10, 3 by default. */
  attempts: number;
  /** Requests in flight at once, and so connections: 1 to 50, 10 by default. */
  concurrency: number;
  /** How long the discovered test rule may not point at green before that is a `fail`: 1 to 1440, 15 by default. */
  waitMinutes: number;
  /**
   * How long, from the first such response, the load balancer's own 502, 503 and 504 and responses from another version are attributed to a
   * listener that has not settled: 0 to 900, 60 by default.
   */
  settleSeconds: number;
  /** Accepts a request although nothing proves that it reached green; false by default. */
  allowUnproved: boolean;
  /** What happens in a service's first deployment; `check` by default. */
  firstDeployment: OnFirstDeployment;
};

const requestsSchema = v.pipe(
  v.array(
    // Not a union: it would report that neither alternative fits instead of what is wrong with the intended one.
    v.lazy((input) => (typeof input === 'string' ? pathSchema : requestSchema)),
    'expected a list of requests',
  ),
  v.minLength(1, 'expected 1 to 100 requests'),
  v.maxLength(100, 'expected 1 to 100 requests'),
);

/** Validates and completes what is configured. Its output is a {@link SmokeConfig}. */
export const smokeConfigSchema = makeSmokeConfigSchema({ allowLoopback: false });

/** The same for a probe that may reach other addresses. */
export function makeSmokeConfigSchema(rules: AddressRules) {
  return v.pipe(
    v.strictObject({
      baseUrl: v.optional(makeBaseUrlSchema(rules)),
      productionUrl: v.optional(makeBaseUrlSchema(rules)),
      host: v.optional(
        v.pipe(
          v.string('expected a host name'),
          v.check(
            (text) => isHostName(text),
            'expected a host name without scheme, port and path, such as "test.example.com"',
          ),
        ),
      ),
      scheme: v.optional(v.picklist(['http', 'https'], 'expected "http" or "https"')),
      loadBalancer: v.optional(
        v.pipe(
          v.string('expected a string such as "web:8080", or an ARN'),
          v.regex(
            /^[\x21-\x7e]{1,512}$/,
            'expected container and port such as "web:8080", or the ARN of a target group or test rule',
          ),
        ),
      ),
      requests: v.optional(requestsSchema, ['/']),
      setup: v.optional(requestsSchema),
      teardown: v.optional(requestsSchema),
      ...valuesEntries,
      /** How every request without its own `auth` signs in. */
      auth: v.optional(authSchema),
      timeoutSeconds: v.optional(wholeNumberSchema(1, 60), 5),
      attempts: v.optional(wholeNumberSchema(1, 10), 3),
      concurrency: v.optional(wholeNumberSchema(1, 50), 10),
      waitMinutes: v.optional(wholeNumberSchema(1, 1440), 15),
      settleSeconds: v.optional(wholeNumberSchema(0, 900), 60),
      /** Sent with every request that does not have one of the same name. */
      headers: v.optional(headersSchema),
      /** How certificates are verified, for every request without its own. */
      tls: v.optional(tlsSchema),
      expect: v.optional(sharedExpectSchema),
      until: v.optional(untilSchema),
      allowUnproved: v.optional(v.boolean('expected true or false'), false),
      firstDeployment: v.optional(v.picklist(['check', 'pass'], 'expected "check" or "pass"'), 'check'),
    }),
    v.check(
      ({ baseUrl, loadBalancer }) => baseUrl === undefined || loadBalancer === undefined,
      'expected either baseUrl or loadBalancer: loadBalancer is only for a discovered test listener',
    ),
    v.check(
      ({ baseUrl, scheme }) => baseUrl === undefined || scheme === undefined,
      'expected either baseUrl or scheme: scheme is only for a discovered Network Load Balancer',
    ),
    v.check(
      (config) => config.expect === undefined || !readsBody(config.expect) || !allIn(config).some(isHeadWithoutExpect),
      'expected an expect of its own for each HEAD: an answer to HEAD has no body for the one of all requests',
    ),
    refuseIf((config) => whyNotAtAny(config)),
    refuseIf((config) => whyNotProduction(config)),
    v.rawTransform(({ dataset, addIssue }): SmokeConfig => {
      const config = completeConfig(dataset.value);
      const fault = findNameFault(config);
      if (fault !== undefined) {
        // A key: the place is known in whole, and the value there may be long.
        const at = { type: 'object', origin: 'key', input: {}, key: fault.place, value: '' } as const;
        addIssue({ message: fault.problem, path: [at] });
      }
      return config;
    }),
    v.check(
      (config) => !allIn(config).some(({ auth, followRedirects = 0 }) => auth?.kind === 'sigv4' && followRedirects > 0),
      'expected no followRedirects next to auth.sigv4: a signature is for one address only',
    ),
    v.check(
      (config) => !exposesCredential({ ...config, requests: allIn(config) }),
      'expected no credentials (secrets, auth, authorization, cookie and the like) next to tls.unverified: anybody could receive them; set tls.ca',
    ),
  );
}

type Place = 'baseUrl' | 'host' | 'scheme' | 'loadBalancer';
type Lists = 'requests' | 'setup' | 'teardown';

type Configured = Omit<SmokeConfig, Place | Lists> & {
  [Key in Place]?: SmokeConfig[Key];
} & {
  requests: readonly ConfiguredRequest[];
  setup?: readonly ConfiguredRequest[] | undefined;
  teardown?: readonly ConfiguredRequest[] | undefined;
} & { [Key in keyof OfAll]?: OfAll[Key] | undefined };

function completeConfig(configured: Configured): SmokeConfig {
  const { baseUrl, host, scheme, loadBalancer, requests, setup, teardown, ...more } = configured;
  const { headers = {}, auth, tls, expect, until, ...limits } = more;
  const complete = (all: readonly ConfiguredRequest[]) =>
    all.map((request) => completeRequest(request, { headers, auth, tls, expect, until }));
  return {
    ...{ baseUrl, host, scheme, loadBalancer },
    requests: complete(requests),
    ...(setup && { setup: complete(setup) }),
    ...(teardown && { teardown: complete(teardown) }),
    ...limits,
  };
}

function allIn<Request>({ setup, requests, teardown }: ListsOf<Request>): readonly Request[] {
  return [setup, requests, teardown].flat().filter((request) => request !== undefined);
}

type ListsOf<Request> = {
  setup?: readonly Request[] | undefined;
  requests: readonly Request[];
  teardown?: readonly Request[] | undefined;
};

function whyNotAtAny(config: Configured): string | undefined {
  const { setup = [], requests, teardown = [] } = config;
  return Object.entries({ setup, requests, teardown })
    .map(([key, list]) => whyNotAt({ ...config, requests: list }, key))
    .find(Boolean);
}

function isHostName(text: string): boolean {
  return (
    isIP(text) === 0 &&
    text.length <= 253 &&
    /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i.test(text)
  );
}

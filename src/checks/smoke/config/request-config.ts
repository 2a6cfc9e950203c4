import * as v from 'valibot';
import { isJsonObject } from '../../../hook/json.ts';
import { refuseIf } from '../../refuse-if.ts';
import { type Expectation, readsBody, readsRedirects } from '../expect/expectation.ts';
import { type Compare, compareEntries, whyNotCompared } from './compare-config.ts';
import { completeExpectation, type ExpectedResponse, expectingEntries } from './expecting-config.ts';
import { type Interval, type Running, runningEntries, whyNotRunTogether } from './running-config.ts';
import {
  completeSending,
  hasForbiddenBody,
  type SendingOfAll,
  type SentRequest,
  sendingEntries,
} from './sending-config.ts';
import type { TlsOptions } from './tls-config.ts';
import { type WireRequest, whyNotTogether, wireEntries, wireOf, withGrpcPath } from './wire-config.ts';

/** One request and the expected response. */
export type SmokeRequest = SentRequest &
  ExpectedResponse &
  WireRequest &
  Running & {
    /** Also sends the request to production, and compares what blue and green answer. `true`: status and shape of the JSON, and 1.5 times blue's time. Only for GET, HEAD and OPTIONS. */
    compare?: Compare | undefined;
  };

/** An entry of `requests` that is more than a path. */
export const requestSchema = v.pipe(
  v.custom<object>(isJsonObject, 'expected a path such as "/health", or an object with one'),
  v.transform(withGrpcPath),
  v.strictObject({ ...sendingEntries, ...wireEntries, ...expectingEntries, ...runningEntries, ...compareEntries }),
  v.check((request) => !hasForbiddenBody(request), 'expected no body in a GET or HEAD, which have none'),
  v.check(
    ({ method, contains }) => method !== 'HEAD' || contains === undefined,
    'expected no contains: an answer to HEAD has no body',
  ),
  refuseIf((request) => whyNotTogether(request)),
  v.check(
    ({ method, json, expect }) =>
      method !== 'HEAD' || (json === undefined && (expect === undefined || !readsBody(expect))),
    'expected no json, schema and body: an answer to HEAD has no body',
  ),
  v.check(
    ({ json, expect }) => json === undefined || !expect?.rules.some(({ subject }) => subject.of === 'json'),
    'expected json once: in the request, or in its expect',
  ),
  refuseIf((request) => whyNotRunTogether(request)),
  refuseIf((request) => whyNotCompared(request)),
  v.check(
    ({ followRedirects, expect }) => followRedirects > 0 || !expect?.rules.some(readsRedirects),
    'expected followRedirects for expect.redirects: without it no redirect is followed',
  ),
);

/** As it is written: a path, or an object with one. */
export type ConfiguredRequest = string | v.InferOutput<typeof requestSchema>;

/** A request with everything that its short form leaves out. */
export function completeRequest(request: ConfiguredRequest, ofAll: OfAll): SmokeRequest {
  const own = asObject(request);
  const { status = [200], contains, maxMillis, until = ofAll.until, hold, samples, degraded, compare } = own;
  return {
    ...completeSending(own, ofAll),
    ...{ status, contains, maxMillis, expect: completeExpectation(own, ofAll.expect) },
    ...wireOf(own, ofAll.tls),
    ...{ until, hold, samples, degraded, compare },
  };
}

function asObject(request: ConfiguredRequest): Partial<Exclude<ConfiguredRequest, string>> & { path: string } {
  return typeof request === 'string' ? { path: request } : request;
}

/** What the configuration sets for all requests. */
export type OfAll = SendingOfAll & {
  expect: Expectation | undefined;
  until: Interval | undefined;
  tls?: TlsOptions | undefined;
};

/** Whether it cannot meet an expectation of a body, and has none of its own. */
export function isHeadWithoutExpect(request: ConfiguredRequest): boolean {
  const { method, expect } = asObject(request);
  return method === 'HEAD' && expect === undefined;
}

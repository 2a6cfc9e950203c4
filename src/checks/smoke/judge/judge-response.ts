import type { Finding } from '../../../hook/verdict.ts';
import { shorten } from '../../../wording/values.ts';
import type { SmokeRequest } from '../config/request-config.ts';
import { allowsStatus, formatStatuses } from '../config/status-config.ts';
import { type Comparison, compareAnswer, formatExpectation } from '../expect/judge-expectation.ts';
import type { KnownValue, Proof } from '../expect/read-values.ts';
import type { ProbeAnswer, ProbeOutcome } from '../probe/probe-answer.ts';
import { isIdempotent } from '../probe/probe-request.ts';
import { onlyHttp2 } from '../probe/transport-error.ts';
import { isPassing, sourceOf } from './answer-source.ts';
import { formatSender, hide } from './format-answer.ts';

/** The result of one request after all its attempts. */
export type RequestResult = {
  request: SmokeRequest;
  outcome: ProbeOutcome;
  attempts: number;
  /** Whether it is certain, without reading the response, that it reached green and nothing else. */
  proved: Proof;
  /** Values of the headers that were sent; no output may show them. */
  sent: readonly string[];
  /** The target group that it was sent to, if requests went to several. */
  at?: string | undefined;
  /** The values that this response is compared with, if they are not those of all. */
  values?: KnownValues | undefined;
};

/** The values of the deployment that `expect` names, by the way they are written. */
export type KnownValues = ReadonlyMap<string, KnownValue>;

export type Judgement = {
  finding: Finding;
  kind: /** As it should be. */
    | 'passed'
    /** Caused by the release, or by something that waiting does not change. */
    | 'failed'
    /** The load balancer could not reach a target; that may be temporary, and says nothing about the release. */
    | 'unreached'
    /** Another version responded; that may be temporary. */
    | 'other'
    /** No answer. */
    | 'unknown'
    /** It is sent again in a later call of the gate. */
    | 'continued'
    /** It was not sent, because another request that it depends on did not pass. */
    | 'skipped';
  /** Whether green is known to have responded. */
  proof: Proof;
  /** Whether that was certain before the response was read. */
  isCertain: boolean;
  /** Milliseconds that the answer took; undefined if there was none. */
  tookMs?: number | undefined;
  /** Milliseconds that are allowed; undefined if that is not limited. */
  maxMillis?: number | undefined;
  /** The times of all samples in milliseconds, and the longest limit for them; undefined if it is one answer. */
  samples?: { times: readonly number[]; maxMillis?: number | undefined } | undefined;
  /** Why there was no answer. */
  cause?: unknown;
};

/** Judges one request: the value found against the value allowed. No answer is `unknown`, never `passed`. */
export function judgeResponse(result: RequestResult, valuesOfAll: KnownValues = new Map()): Judgement {
  const { values = valuesOfAll } = result;
  const { request, outcome, attempts, proved, at } = result;
  const judge = (kind: Judgement['kind'], found: readonly string[], proof = proved): Judgement => ({
    kind,
    proof,
    isCertain: proved === true,
    tookMs: outcome.kind === 'answer' ? outcome.tookMs : undefined,
    maxMillis: request.maxMillis,
    cause: outcome.kind === 'transport' ? outcome.cause : undefined,
    finding: {
      name: nameOfRequest(request, at),
      outcome: outcomes[kind],
      found: [...found, ...(attempts > 1 ? [`${attempts} attempts`] : [])].join(', '),
      allowed: hide(formatAllowed(request, values), result.sent),
    },
  });
  if (outcome.kind !== 'answer') {
    return judge(outcome.kind === 'refused' ? 'failed' : 'unknown', [hide(outcome.problem, result.sent)]);
  }
  const { kind, found, proof } = judgeAnswer(result, outcome, values);
  return judge(kind, found, proof);
}

const outcomes = {
  passed: 'passed',
  failed: 'failed',
  unreached: 'waiting',
  other: 'waiting',
  unknown: 'unknown',
  continued: 'waiting',
  skipped: 'unknown',
} as const;

/**
 * Whether to retry at once: the response was not the release's, and that may be temporary. What may have been carried out is repeated only
 * if doing it twice has the same effect as once.
 */
export function isWorthRetrying(result: RequestResult, values: KnownValues): boolean {
  const { kind } = judgeResponse(result, values);
  const isTemporary = kind === 'unknown' || kind === 'unreached' || kind === 'other';
  return isTemporary && !mayBeDone(result, kind);
}

/** Whether it may have been carried out, and doing it twice is not the same as doing it once. */
export function mayBeDone({ request, outcome }: RequestResult, kind: Judgement['kind']): boolean {
  return !isIdempotent(request.method) && request.grpc === undefined && !isCertainlyNotDone(outcome, kind);
}

/** A load balancer answers 503 if it has no target for a request, so none received it. */
function isCertainlyNotDone(outcome: ProbeOutcome, kind: Judgement['kind']): boolean {
  return outcome.kind === 'answer'
    ? kind === 'unreached' && outcome.status === 503
    : outcome.kind === 'transport' && outcome.isUnsent === true;
}

type JudgedAnswer = Pick<Judgement, 'kind' | 'proof'> & { found: readonly string[] };

function judgeAnswer({ request, proved, sent }: RequestResult, answer: ProbeAnswer, values: KnownValues): JudgedAnswer {
  const compared = request.expect && compareAnswer(request.expect, answer, values);
  const proof = proved === true ? proved : (proofOf(compared) ?? proved);
  const { faults, time } = faultsOf(request, answer);
  const status = `status ${answer.status}`;
  const sender = formatSender(answer, sent);
  const source = sourceOf(answer);
  // Only the new version knows what it is, so such a response was only passed through.
  if (source !== 'release' && proofOf(compared) !== true) {
    const isUnreached = source === 'load balancer' && isPassing(answer);
    return {
      kind: isUnreached ? 'unreached' : 'failed',
      proof,
      found: [status, ...sender, time, formatNotRelease(answer, source)],
    };
  }
  const all = [
    ...(answer.faults ?? []).map((fault) => hide(fault, sent)),
    ...faults,
    ...(compared?.faults ?? []).map((fault) => hide(fault, sent)),
  ];
  const isGood = allowsStatus(request.status, answer.status) && all.length === 0 && !isTooSlow(request, answer);
  if (isGood) return { kind: 'passed', proof, found: [status, time, ...(answer.notes ?? [])] };
  const found = [status, ...sender, time, ...(answer.notes ?? []), ...all, ...adviceOn(request, answer)];
  return { kind: compared?.isOther === true ? 'other' : 'failed', proof, found };
}

/** Whether the response itself shows that it is green's; undefined if that is not expected, or if it does not. */
function proofOf(compared: Comparison | undefined): Proof | undefined {
  return compared === undefined || compared.faults.length > 0 ? undefined : compared.proof;
}

function isTooSlow({ maxMillis = Number.POSITIVE_INFINITY }: SmokeRequest, { bodyEnd, tookMs }: ProbeAnswer): boolean {
  return bodyEnd === 'late' || tookMs > maxMillis;
}

function faultsOf(request: SmokeRequest, answer: ProbeAnswer): { faults: readonly string[]; time: string } {
  const { tookMs, bodyEnd } = answer;
  const absence = formatAbsence(request, answer);
  return {
    faults: absence === undefined ? [] : [absence],
    time: bodyEnd === 'late' ? `body not complete after ${tookMs} ms` : `${tookMs} ms`,
  };
}

function formatNotRelease({ status }: ProbeAnswer, source: 'load balancer' | 'web ACL'): string {
  if (status === 464) return `which the load balancer answers when ${onlyHttp2}`;
  if (source === 'load balancer' && isPassing({ status })) return 'which the load balancer answered, not the release';
  if (source === 'web ACL' || status === 403 || status === 405 || status === 429) {
    const who = source === 'web ACL' ? 'a web ACL' : 'the load balancer or a web ACL';
    return `which ${who} answered, not the release: let requests with the user-agent ecs-greenlight through, or set another one in their headers`;
  }
  if (status === 401) {
    return 'which the load balancer answered, not the release: its rule requires a login; sign in with auth, or test through a rule that requires none';
  }
  return 'which the load balancer answered, not the release: its rule redirects, or has a fixed response; test through a rule that forwards to the service';
}

/** What to configure if a redirect to another scheme is in the way. */
function adviceOn({ status, followRedirects = 0 }: SmokeRequest, answer: ProbeAnswer): readonly string[] {
  const location = answer.headers['location']?.at(-1);
  const isRedirect = answer.status >= 300 && answer.status < 400;
  if (!isRedirect || location === undefined || allowsStatus(status, answer.status) || followRedirects > 0) return [];
  const instead = /^https:/i.test(location) ? 'use a test listener (or baseUrl) with https, ' : '';
  return [
    `redirects are not followed: ${instead}request the page that it leads to, or allow it with "status": ${answer.status}`,
  ];
}

/** Undefined if the text is there, or if none is expected. */
function formatAbsence(
  { contains }: SmokeRequest,
  { body, bodyEnd, contentEncoding }: ProbeAnswer,
): string | undefined {
  if (contains === undefined || body.includes(contains)) {
    return undefined;
  }
  if (contentEncoding !== undefined) {
    return `text not found, body is encoded with ${shorten(contentEncoding, 40)}`;
  }
  return bodyEnd === 'cut'
    ? 'text not found in the first MiB of the body, which is longer'
    : 'text not found in the body';
}

/** What the response must be like, for the report. */
export function formatAllowed({ status, contains, maxMillis, expect }: SmokeRequest, values: KnownValues): string {
  const parts = [`status ${formatStatuses(status)}`];
  if (maxMillis !== undefined) parts.push(`${maxMillis} ms`);
  if (contains !== undefined) parts.push(`body with ${JSON.stringify(shorten(contains, 60))}`);
  if (expect !== undefined) parts.push(formatExpectation(expect, values));
  return parts.join(', ');
}

/** Its own name, or method and path: the query string may contain confidential values. */
export function nameOfRequest(
  { name, method, path, grpc }: Pick<SmokeRequest, 'name' | 'method' | 'path' | 'grpc'>,
  at?: string,
): string {
  const [bare, query] = path.split('?', 2);
  const sent = `${method} ${bare}${query === undefined ? '' : '?…'}`;
  const shown = name ?? (grpc === undefined ? sent : `gRPC health of ${grpc.service || 'the server'}`);
  return at === undefined ? shown : `${shown} (${at})`;
}

import { shorten } from '../../hook/describe.ts';
import type { Finding, Verdict } from '../../hook/verdict.ts';
import type { ProbeAnswer, ProbeOutcome } from './http-probe.ts';
import type { SmokeRequest } from './smoke-config.ts';

/** What came of one request after all its attempts. */
export type RequestResult = { request: SmokeRequest; outcome: ProbeOutcome; attempts: number };

/** Judges one request: the value found against the value allowed. No answer is `unknown`, never `passed`. */
export function judgeResponse({ request, outcome, attempts }: RequestResult): Finding {
  const name = nameOf(request);
  const allowed = describeAllowed(request);
  const tries = attempts > 1 ? `, ${attempts} attempts` : '';
  if (outcome.kind !== 'answer') {
    const found = outcome.problem + tries;
    return { name, outcome: outcome.kind === 'refused' ? 'failed' : 'unknown', found, allowed };
  }
  const { status, millis, bodyEnd } = outcome;
  const absence = describeAbsence(request, outcome);
  const tooSlow = bodyEnd === 'late' || millis > (request.maxMillis ?? Number.POSITIVE_INFINITY);
  const time = bodyEnd === 'late' ? `body not complete after ${millis} ms` : `${millis} ms`;
  return {
    name,
    outcome: request.status.includes(status) && !tooSlow && absence === undefined ? 'passed' : 'failed',
    found: [`status ${status}`, time, absence].filter((part) => part !== undefined).join(', ') + tries,
    allowed,
  };
}

/**
 * Sums up a run of at least one request. An answer that is wrong is the release's doing and decides; else a request without an answer
 * is an `error`, which says nothing about the release.
 *
 * @param origin - where the requests went, for the reason; without credentials
 */
export function judgeRun(results: readonly RequestResult[], origin: string): Verdict {
  const findings = results.map(judgeResponse);
  const failed = findings.filter(({ outcome }) => outcome === 'failed');
  const [firstFailed] = failed;
  if (firstFailed !== undefined) {
    const { name, found, allowed } = firstFailed;
    const reason = `${failed.length} of ${results.length} failed at ${origin}: ${name} found ${found} (allowed ${allowed})`;
    return { kind: 'fail', reason, findings };
  }
  const passed = findings.filter(({ outcome }) => outcome === 'passed');
  const unreached = findings.find(({ outcome }) => outcome !== 'passed');
  if (unreached !== undefined || passed.length === 0) {
    const count = `${results.length - passed.length} of ${results.length} without an answer from ${origin}`;
    const reason = unreached === undefined ? 'no request was sent' : `${count}: ${unreached.name}: ${unreached.found}`;
    const cause = results
      .map(({ outcome }) => (outcome.kind === 'transport' ? outcome.cause : undefined))
      .find(Boolean);
    return { kind: 'error', reason, findings, ...(cause !== undefined && { cause }) };
  }
  return { kind: 'pass', reason: `${passed.length} of ${results.length}, ${describeP99(results)}`, findings };
}

/** Undefined where the text is there, or none is asked for. */
function describeAbsence(
  { contains }: SmokeRequest,
  { body, bodyEnd, contentEncoding }: ProbeAnswer,
): string | undefined {
  if (contains === undefined || body.includes(contains)) {
    return undefined;
  }
  if (contentEncoding !== undefined) {
    return `text not found, body is encoded with ${contentEncoding}`;
  }
  return bodyEnd === 'cut'
    ? 'text not found in the first MiB of the body, which is longer'
    : 'text not found in the body';
}

function describeAllowed({ status, contains, maxMillis }: SmokeRequest): string {
  const parts = [`status ${status.join(' or ')}`];
  if (maxMillis !== undefined) parts.push(`${maxMillis} ms`);
  if (contains !== undefined) parts.push(`body with ${JSON.stringify(shorten(contains, 60))}`);
  return parts.join(', ');
}

/** Nearest rank, so up to 100 requests it is the slowest one. With the limit where all requests have the same. */
function describeP99(results: readonly RequestResult[]): string {
  const times = results
    .map(({ outcome }) => (outcome.kind === 'answer' ? outcome.millis : 0))
    .sort((one, other) => one - other);
  const p99 = times[Math.ceil(times.length * 0.99) - 1] ?? 0;
  const limits = new Set(results.map(({ request }) => request.maxMillis));
  const [limit] = limits;
  return `p99 ${p99} ms${limits.size === 1 && limit !== undefined ? ` (allowed ${limit})` : ''}`;
}

/** The query string may hold what is nobody's business. */
function nameOf({ method, path }: SmokeRequest): string {
  const [bare, query] = path.split('?', 2);
  return `${method} ${bare}${query === undefined ? '' : '?…'}`;
}

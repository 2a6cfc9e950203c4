import type { Finding, Verdict } from '../../../hook/verdict.ts';
import type { SmokeConfig } from '../config/smoke-config.ts';
import { type Judgement, judgeResponse, type KnownValues, type RequestResult } from './judge-response.ts';

/** What a run is judged by, apart from its responses. */
export type RunFacts = {
  /** The destination of the requests, for the reason; without credentials. */
  origin: string;
  values: KnownValues;
  now: Date;
  /** When the listener was first seen not to have settled; undefined if that was never so. */
  unsettledSince: Date | undefined;
};

/**
 * Sums up a run of at least one request. A wrong response from the release decides. If the load balancer itself or another version responded, the
 * check waits until the listener has settled; after that the former is an `error`, which says nothing about the release, and the latter a `fail`.
 * A request without a response is an `error`. Correct responses pass only if green is known to have sent them.
 */
export function judgeRun(
  results: readonly RequestResult[],
  config: Pick<SmokeConfig, 'settleSeconds' | 'allowUnproved'>,
  facts: RunFacts,
): Verdict {
  const judged = results.map((result) => judgeResponse(result, facts.values));
  const findings = judged.map(({ finding }) => finding);
  const having = (...kinds: Judgement['kind'][]) => judged.filter(({ kind }) => kinds.includes(kind));
  const failed = having('failed');
  if (failed.length > 0) return { kind: 'fail', reason: formatFailed(failed, judged, facts.origin), findings };
  const unsettled = having('unreached', 'other');
  if (unsettled.length > 0) return judgeUnsettled(unsettled, judged, config, facts);
  const unknown = having('unknown');
  if (unknown.length > 0 || judged.length === 0) return judgeUnanswered(unknown, results, findings, facts.origin);
  return judgeProof(judged, results, config.allowUnproved);
}

function judgeUnsettled(
  unsettled: readonly Judgement[],
  judged: readonly Judgement[],
  { settleSeconds }: Pick<SmokeConfig, 'settleSeconds'>,
  { origin, now, unsettledSince = now }: RunFacts,
): Verdict {
  const findings = judged.map(({ finding }) => finding);
  const state = { unsettledSince: Math.floor(unsettledSince.getTime() / 1000) };
  const deadline = new Date(state.unsettledSince * 1000 + settleSeconds * 1000);
  const because = `${unsettled.length} of ${judged.length} at ${origin}: ${formatFound(unsettled)}`;
  if (now.getTime() < deadline.getTime()) {
    const reason = `the listener has not settled: ${because}`;
    return { kind: 'wait', reason, findings, state, deadline, retryAfterSeconds: 5 };
  }
  const others = unsettled.filter(({ kind }) => kind === 'other');
  const reason = `not settled after ${settleSeconds} s: ${others.length > 0 ? `${others.length} of ${judged.length} at ${origin}: ${formatFound(others)}` : because}`;
  return others.length > 0
    ? { kind: 'fail', reason, findings: findings.map((finding) => end(finding, others, 'failed')) }
    : { kind: 'error', reason, findings: findings.map((finding) => end(finding, unsettled, 'unknown')), state };
}

function end(finding: Finding, judged: readonly Judgement[], outcome: 'failed' | 'unknown'): Finding {
  if (finding.outcome !== 'waiting') return finding;
  return { ...finding, outcome: judged.some((each) => each.finding === finding) ? outcome : 'unknown' };
}

function judgeUnanswered(
  unknown: readonly Judgement[],
  results: readonly RequestResult[],
  findings: readonly Finding[],
  origin: string,
): Verdict {
  const [first] = unknown;
  const count = `${unknown.length} of ${results.length} without an answer from ${origin}`;
  const reason =
    first === undefined ? 'no request was sent' : `${count}: ${first.finding.name}: ${first.finding.found}`;
  const cause = results.map(({ outcome }) => (outcome.kind === 'transport' ? outcome.cause : undefined)).find(Boolean);
  return { kind: 'error', reason, findings, cause };
}

/** Every response is correct; the remaining question is who sent it. */
function judgeProof(judged: readonly Judgement[], results: readonly RequestResult[], allowUnproved: boolean): Verdict {
  const findings = judged.map(({ finding }) => finding);
  const reason = `${judged.length} of ${judged.length}, ${formatP99(results)}`;
  const unproved = judged.flatMap(({ finding, proof }) => (proof === true ? [] : [{ name: finding.name, ...proof }]));
  const [first] = unproved;
  if (first === undefined) {
    const isByAnswer = results.some(({ proved }) => proved !== true);
    return { kind: 'pass', reason: isByAnswer ? `${reason}, proved to be green by the answers` : reason, findings };
  }
  const because = `not proved to be green: ${first.name}: ${first.because}`;
  const finding: Finding = { name: 'new version', outcome: 'unknown', found: because, allowed: 'proved to be green' };
  if (allowUnproved) return { kind: 'pass', reason: `${reason}; ${because}`, findings: [...findings, finding] };
  return unproved.some(({ isUnread }) => isUnread)
    ? { kind: 'error', reason: because, findings: [...findings, finding] }
    : {
        kind: 'fail',
        reason: `${because}; ${proofRemedy}`,
        findings: [...findings, { ...finding, outcome: 'failed' }],
      };
}

/** What to write if nothing proves that green is reached. */
export const proofRemedy =
  'compare the answer with what is deployed, such as "expect": { "header": { "x-revision": "$revisionId" } }, or set "allowUnproved": true';

function formatFailed(failed: readonly Judgement[], judged: readonly Judgement[], origin: string): string {
  return `${failed.length} of ${judged.length} failed at ${origin}: ${formatFound(failed)}`;
}

/** Of the first one. */
function formatFound(judged: readonly Judgement[]): string {
  const said = judged.map(({ finding: { name, found, allowed } }) => `${name} found ${found} (allowed ${allowed})`);
  return said.slice(0, 1).join();
}

/** Nearest rank, so for fewer than 100 requests it is the slowest one. With the limit if all requests have the same. */
function formatP99(results: readonly RequestResult[]): string {
  const times = results
    .map(({ outcome }) => (outcome.kind === 'answer' ? outcome.millis : 0))
    .sort((one, other) => one - other);
  const p99 = times[Math.ceil(times.length * 0.99) - 1] ?? 0;
  const limits = new Set(results.map(({ request }) => request.maxMillis));
  const [limit] = limits;
  return `p99 ${p99} ms${limits.size === 1 && limit !== undefined ? ` (allowed ${limit})` : ''}`;
}

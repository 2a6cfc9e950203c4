import type { Finding, Verdict } from '../../../hook/verdict.ts';
import { seriesOf } from '../../series-of.ts';
import type { SmokeConfig } from '../config/smoke-config.ts';
import type { Judgement } from './judge-response.ts';
import { percentileOf } from './percentile.ts';

/** What a run is judged by, apart from its responses. */
export type RunFacts = {
  /** The destination of the requests, for the reason; without credentials. */
  origin: string;
  now: Date;
  /** When the listener was first seen not to have settled; undefined if that was never so. */
  unsettledSince: Date | undefined;
  /** When the first of the requests that continue is sent again. */
  nextAt?: Date | undefined;
};

/**
 * Sums up a run of at least one request. A wrong response from the release decides. If the load balancer itself or another version responded, the
 * check waits until the listener has settled; after that the former is an `error`, which says nothing about the release, and the latter a `fail`.
 * A request without a response is an `error`. Correct responses pass only if green is known to have sent them.
 */
export function judgeRun(
  judged: readonly Judgement[],
  config: Pick<SmokeConfig, 'settleSeconds' | 'allowUnproved'>,
  facts: RunFacts,
): Verdict {
  const verdict = judgeAnswers(judged, config, facts);
  const series = verdict.kind === 'pass' || verdict.kind === 'fail' ? seriesOfTimes(judged) : undefined;
  return series ? { ...verdict, series } : verdict;
}

/** Those of the first samples; otherwise of one answer of green after the other, with their limit if all have the same. */
function seriesOfTimes(judged: readonly Judgement[]) {
  const { samples } = judged.find((each) => each.samples) ?? {};
  const answers = judged.filter(({ kind }) => kind === 'passed' || kind === 'failed');
  const [max, ...others] = new Set(answers.map(({ maxMillis }) => maxMillis));
  const { times, maxMillis } = samples ?? {
    times: answers.map(({ tookMs }) => tookMs),
    maxMillis: others.length === 0 ? max : undefined,
  };
  return seriesOf(times, { name: 'response times', unit: 'ms', max: maxMillis });
}

function judgeAnswers(
  judged: readonly Judgement[],
  config: Pick<SmokeConfig, 'settleSeconds' | 'allowUnproved'>,
  facts: RunFacts,
): Verdict {
  const findings = judged.map(({ finding }) => finding);
  const having = (...kinds: Judgement['kind'][]) => judged.filter(({ kind }) => kinds.includes(kind));
  const failed = having('failed');
  if (failed.length > 0) return { kind: 'fail', reason: formatFailed(failed, judged, facts.origin), findings };
  const unsettled = having('unreached', 'other');
  if (unsettled.length > 0) return judgeUnsettled(unsettled, judged, config, facts);
  const unknown = having('unknown');
  if (unknown.length > 0 || judged.length === 0) return judgeUnanswered(unknown, judged, facts.origin);
  const [continued] = having('continued');
  if (continued !== undefined) return judgeContinued(continued, judged, facts);
  return judgeProof(judged, config.allowUnproved);
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
  const late = `not settled after ${settleSeconds} s: `;
  if (others.length === 0) {
    const ended = findings.map((finding) => end(finding, unsettled, 'unknown'));
    return { kind: 'error', reason: late + because, findings: ended, state };
  }
  const found = `${others.length} of ${judged.length} at ${origin}: ${formatFound(others)}`;
  return {
    kind: 'fail',
    reason: settleSeconds === 0 ? formatFailed(others, judged, origin) : late + found,
    findings: findings.map((finding) => end(finding, others, 'failed')),
  };
}

function end(finding: Finding, judged: readonly Judgement[], outcome: 'failed' | 'unknown'): Finding {
  if (finding.outcome !== 'waiting') return finding;
  return { ...finding, outcome: judged.some((each) => each.finding === finding) ? outcome : 'unknown' };
}

/** Some requests are sent again in a later call. */
function judgeContinued(
  { finding: { name, found } }: Judgement,
  judged: readonly Judgement[],
  { now, nextAt = now }: RunFacts,
): Verdict {
  const ended = judged.filter(({ kind }) => kind !== 'continued').length;
  const findings = judged.map(({ finding }) => finding);
  const retryAfterSeconds = Math.max(1, Math.ceil((nextAt.getTime() - now.getTime()) / 1000));
  const reason = `${ended} of ${judged.length} done: ${name} found ${found}`;
  return { kind: 'wait', reason, findings, retryAfterSeconds };
}

function judgeUnanswered(unknown: readonly Judgement[], judged: readonly Judgement[], origin: string): Verdict {
  const [first] = unknown;
  const count = `${unknown.length} of ${judged.length} without an answer from ${origin}`;
  const reason =
    first === undefined ? 'no request was sent' : `${count}: ${first.finding.name}: ${first.finding.found}`;
  const cause = judged.map((each) => each.cause).find(Boolean);
  return { kind: 'error', reason, findings: judged.map(({ finding }) => finding), cause };
}

/** Every response is correct; the remaining question is who sent it. */
function judgeProof(judged: readonly Judgement[], allowUnproved: boolean): Verdict {
  const findings = judged.map(({ finding }) => finding);
  const reason = `${judged.length} of ${judged.length} requests passed, ${formatP99(judged)}${formatDegraded(findings)}${formatNotCompared(findings)}`;
  const unproved = judged.flatMap(({ finding, proof }) => (proof === true ? [] : [{ name: finding.name, ...proof }]));
  const [first] = unproved;
  if (first === undefined) {
    const isByAnswer = judged.some(({ isCertain }) => !isCertain);
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

function formatDegraded(findings: readonly Finding[]): string {
  const degraded = findings.filter(({ outcome }) => outcome === 'degraded');
  const [first] = degraded;
  return first === undefined ? '' : `, ${degraded.length} degraded: ${first.name} ${first.found}`;
}

/** Only a comparison with blue can pass without having been made. */
function formatNotCompared(findings: readonly Finding[]): string {
  const unknown = findings.filter(({ outcome }) => outcome === 'unknown');
  const [first] = unknown;
  return first === undefined ? '' : `, ${unknown.length} unknown: ${first.name} ${first.found}`;
}

/** Nearest rank, so for fewer than 100 requests it is the slowest one. With the limit if all requests have the same. */
function formatP99(judged: readonly Judgement[]): string {
  const times = judged.map(({ tookMs = 0 }) => tookMs).sort((one, other) => one - other);
  const limits = new Set(judged.map(({ maxMillis }) => maxMillis));
  const [limit] = limits;
  const p99 = percentileOf(times, 99) ?? 0;
  return `p99 ${p99} ms${limits.size === 1 && limit !== undefined ? ` (allowed ${limit})` : ''}`;
}

import { delaySeconds } from '../../hook/answer/delay.ts';
import type { HookKind } from '../../service-hooks/hook-kinds.ts';
import { prices } from './prices.ts';

/** What one turn of a gate takes: calls by ECS, and dollars. */
export type GateCost = { calls: number; dollars: number };

/** What is not known from the configuration. */
const assumed = {
  /** As template.yaml has it. */
  memoryGigabytes: { approval: 0.25, smoke: 0.5, alarms: 0.25, gate: 0.5, browser: 2 },
  /** One S3 GET and one log line; docs/performance.md measures 1 ms of CPU, the rest is the network. */
  pollSeconds: 0.04,
  /** A cold start, the SDK, reading ECS and the load balancer, mails. */
  firstCallSeconds: 3,
  smokeSeconds: 5,
  /** Three pages, and starting Chromium for each. */
  browserSeconds: 12,
  logBytesPerCall: 700,
  /** Request, index, report, decision, and one for each reviewer who was notified. */
  putsPerApproval: 4,
  /** Request, index, the bridge's own records, decision, outcome. */
  putsPerPause: 10,
  /** The event, the desk's message, the bucket's notifications. */
  bridgeCallsPerPause: 6,
  bridgeGigabytes: 0.5,
  bridgeSeconds: 1,
  /** One listing of what is open. */
  sweepSeconds: 0.1,
  /** Lambda polls a queue with at least five long polls of 20 seconds at once. */
  queuePollers: 5,
  queuePollSeconds: 20,
};

/**
 * How often ECS calls a hook that waits so long, the call that ends it included.
 *
 * @param deadlineMinutes - when the wait ends by itself
 */
export function callsFor(waitMinutes: number, deadlineMinutes = Number.POSITIVE_INFINITY): number {
  const waitSeconds = waitMinutes * 60;
  let calls = 1;
  for (let waited = 0; waited < waitSeconds; calls += 1) waited += delaySeconds(waited, deadlineMinutes * 60 - waited);
  return calls;
}

/** An approval that is given after this many minutes; includes mails, but not the pages that reviewers open. */
export function approvalCost(
  waitMinutes: number,
  { deadlineMinutes, reviewers }: { deadlineMinutes: number; reviewers: number },
): GateCost {
  const calls = callsFor(waitMinutes, deadlineMinutes);
  const mails = Math.max(1, reviewers);
  const once =
    gigabyteSeconds('approval', assumed.firstCallSeconds) * prices.lambdaGigabyteSecond +
    prices.secretRead +
    (assumed.putsPerApproval + mails) * prices.s3Put +
    mails * (prices.snsPublish + prices.snsMail);
  return { calls, dollars: once + calls * callCost('approval', assumed.pollSeconds, prices.s3Get) };
}

/** One question at a pause: mails, and what the bridge reads and writes. Nothing is called while people think. */
export function pauseCost(reviewers: number): number {
  const mails = Math.max(1, reviewers);
  const bridge =
    assumed.bridgeCallsPerPause *
    (prices.lambdaRequest + assumed.bridgeGigabytes * assumed.bridgeSeconds * prices.lambdaGigabyteSecond);
  const once = prices.secretRead + (assumed.putsPerPause + mails) * prices.s3Put;
  return bridge + once + mails * (prices.snsPublish + prices.snsMail);
}

/** The bridge for a month of 30 days without any pause: a sweep each minute, and Lambda's polling of the queue. */
export function bridgeMonthCost(): number {
  const sweeps = 30 * 24 * 60;
  const sweep =
    prices.lambdaRequest +
    assumed.bridgeGigabytes * assumed.sweepSeconds * prices.lambdaGigabyteSecond +
    prices.s3Put +
    3 * prices.sqsRequest;
  const idlePolls = (sweeps * 60 * assumed.queuePollers) / assumed.queuePollSeconds;
  return sweeps * sweep + idlePolls * prices.sqsRequest;
}

/** A page of the desk, for the reviewer who opens it: the request, the list of reports, two reports. */
export function pageCost(): number {
  const seconds = 0.5 * 0.1 * prices.lambdaGigabyteSecond;
  return prices.httpApiRequest + prices.lambdaRequest + seconds + 3 * prices.s3Get + prices.s3Put;
}

/** A check that looks until it is content. */
export function checkCost(kind: Exclude<HookKind, 'approval'>, waitMinutes: number): GateCost {
  const calls = callsFor(waitMinutes);
  const seconds = kind === 'browser' ? assumed.browserSeconds : assumed.smokeSeconds;
  const looking = kind === 'alarms' ? callCost('alarms', 0.2, prices.describeAlarms) : callCost(kind, seconds, 0);
  return { calls, dollars: calls * looking + prices.s3Put };
}

function callCost(kind: HookKind, seconds: number, more: number): number {
  const log = (assumed.logBytesPerCall / 1e9) * prices.logGigabyte;
  return prices.lambdaRequest + gigabyteSeconds(kind, seconds) * prices.lambdaGigabyteSecond + log + more;
}

function gigabyteSeconds(kind: HookKind, seconds: number): number {
  return assumed.memoryGigabytes[kind] * seconds;
}

import { createHash } from 'node:crypto';
import type { Check, CheckContext } from '../../hook/check.ts';
import type { Target } from '../../hook/target.ts';
import type { Verdict } from '../../hook/verdict.ts';
import type { HttpProbe } from '../smoke/probe/http-probe.ts';
import type { ProbeRequest } from '../smoke/probe/probe-request.ts';
import { type Discover, locateRequests } from '../smoke/send/locate-requests.ts';
import { originOf } from '../smoke/send/request-plan.ts';
import { judgeLoad, summarizeLoad } from './judge-load.ts';
import { type LoadConfig, makeLoadConfigSchema, maxRequestsPerSecond } from './load-config.ts';
import { countOutcome, type LoadTally, readTally } from './load-tally.ts';
import { type LocatedLoad, locateProduction } from './locate-production.ts';
import { realTimer } from './real-timer.ts';
import { type LoadTimer, sendLoad } from './send-load.ts';
import { Spacing } from './spacing.ts';

export type LoadParts = {
  probe: HttpProbe;
  /** Finds the listeners; called only if no `baseUrl` is configured. Must not reject. */
  discover: Discover;
  /** Real time by default. */
  timer?: LoadTimer;
  /** Shared by everything that one function sends. */
  ofFunction?: Spacing;
};

/**
 * Sends requests at a rate, so that alarms and metrics have something to go by. It passes once all have been sent and something has answered, and
 * judges the answers only if `maxErrorPercent` is set. A load that is longer than one call continues in the next.
 */
export function loadCheck(parts: LoadParts): Check<LoadConfig> {
  return {
    name: 'load',
    configSchema: makeLoadConfigSchema(parts.probe.addressRules),
    async run(target, context) {
      const located = await locate(target, context, parts.discover);
      if ('verdict' in located) return located.verdict;
      return send(located.requests, context, parts);
    },
  };
}

const ofThisFunction = new Spacing(maxRequestsPerSecond);

type Context = CheckContext<LoadConfig>;

async function locate(target: Target, context: Context, discover: Discover): Promise<LocatedLoad> {
  const { config } = context;
  if (config.to === 'production') return locateProduction(target, context, discover);
  const located = await locateRequests(target, { ...context, config: config.suite }, discover);
  if ('verdict' in located) return located;
  const isConfigured = config.suite.baseUrl !== undefined;
  const [doubt] = located.requests.flatMap(({ proved }) => (proved === true || isConfigured ? [] : proved));
  if (doubt) return { verdict: { kind: 'fail', reason: `not proved to reach the new version: ${doubt.because}` } };
  return { requests: located.requests.map(({ planned }) => planned) };
}

const maxInFlight = 100;
/** Leaves time for the answers of the last requests, and for the function to answer ECS. */
const marginMs = 1500;

async function send(requests: readonly ProbeRequest[], context: Context, parts: LoadParts): Promise<Verdict> {
  const { config, signal, remainingMs, clock, gate } = context;
  const { timer = realTimer, ofFunction = ofThisFunction, probe } = parts;
  const tally = readTally(context.state, fingerprint(config));
  const where = [...new Set(requests.map(originOf))].join(' and ');
  const end = endOf(gate.since, config);
  const budgetMs = remainingMs() - config.suite.timeoutSeconds * 1000 - marginMs;
  const untilEndMs = end.getTime() - clock.now().getTime();
  const durationMs = Math.max(0, Math.min(config.seconds * 1000 - tally.elapsedMs, budgetMs, untilEndMs));
  const session = probe.open(maxInFlight);
  const stop = new AbortController();
  let refused: string | undefined;
  const run = {
    spacings: [new Spacing(config.requestsPerSecond), ofFunction],
    ...{ durationMs, maxInFlight },
    async send(index: number) {
      const done = tally.sent / (config.requestsPerSecond * config.seconds);
      tally.sent += 1;
      const outcome = await session.send(requests[index % requests.length] as ProbeRequest, signal);
      countOutcome(tally, outcome, done);
      if (outcome.kind !== 'refused') return;
      refused = outcome.problem;
      stop.abort();
    },
  };
  try {
    const { elapsedMs, heldBack } = await sendLoad(run, timer, AbortSignal.any([signal, stop.signal]));
    tally.elapsedMs = Math.min(tally.elapsedMs + elapsedMs, config.seconds * 1000);
    tally.heldBack += heldBack;
  } finally {
    session.close();
  }
  if (refused !== undefined) return { kind: 'fail', reason: `not sent: ${refused}` };
  return conclude(where, tally, context, end);
}

function conclude(where: string, tally: LoadTally, { config, clock }: Context, end: Date): Verdict {
  // With its state, because in an `all` it is called again until the others have ended, and must not be sent again.
  if (tally.elapsedMs >= config.seconds * 1000) return { ...judgeLoad(where, tally, config), state: tally };
  const { text, ...learned } = summarizeLoad(tally, config, false);
  const reason = `${where}: ${text} of ${config.seconds} s so far`;
  if (clock.now() >= end)
    return { kind: 'fail', inconclusive: true, reason: `not finished in time: ${reason}`, ...learned };
  return { kind: 'wait', reason, ...learned, state: tally, deadline: end, retryAfterSeconds: 1 };
}

/** ECS calls again after a moment, so a load of several calls takes a little longer than its seconds. It ends here in any case. */
function endOf(since: Date, { seconds, suite }: LoadConfig): Date {
  return new Date(since.getTime() + suite.waitMinutes * 60_000 + seconds * 1500 + 60_000);
}

function fingerprint(config: LoadConfig): string {
  return createHash('sha256').update(JSON.stringify(config)).digest('base64url').slice(0, 16);
}

import type { EcsReader } from '../../deployment/ecs.ts';
import type { Check, CheckContext } from '../../hook/check.ts';
import type { JsonObject } from '../../hook/json.ts';
import type { Target } from '../../hook/target.ts';
import type { Verdict } from '../../hook/verdict.ts';
import { passFirstDeployment } from '../pass-first-deployment.ts';
import { makeSmokeConfigSchema, type SmokeConfig, smokeConfigSchema } from './config/smoke-config.ts';
import { hideSecrets } from './dynamic/hide-secrets.ts';
import { isDynamic, readSuiteValues, type SuiteValuesRead, type ValueParts } from './dynamic/read-suite-values.ts';
import { compileSuite } from './expect/compile-expectations.ts';
import { isProving } from './expect/expectation.ts';
import { hide } from './judge/format-answer.ts';
import { formatAllowed, type KnownValues, nameOfRequest } from './judge/judge-response.ts';
import { proofRemedy } from './judge/judge-run.ts';
import type { HttpProbe } from './probe/http-probe.ts';
import { runSuite } from './run/run-suite.ts';
import type { SuiteStep } from './run/step.ts';
import { stepPorts } from './run/step-ports.ts';
import type { ReadAuthority } from './send/load-authorities.ts';
import { type Discover, locateRequests } from './send/locate-requests.ts';
import { originOf } from './send/request-plan.ts';
import { type PlannedRequest, pauseFor } from './send/send-request.ts';

export type SmokeParts = ValueParts & {
  probe: HttpProbe;
  /** Finds the test listeners; called only if no `baseUrl` is configured. Must not reject. */
  discover: Discover;
  /** Reads whether this is the first deployment; called only if `firstDeployment` is `pass`, or if there is no blue to compare with. Default: that is not known. */
  ecs?: Pick<EcsReader, 'describeServiceDeployment'>;
  /** Whether what answers at `baseUrl` is known to be what is to be tested, as on the command line. Default: that has to be proved. */
  trustsBaseUrl?: boolean;
  /** Reads the certificates that `tls.ca` names. Default: none can be read. */
  readAuthority?: ReadAuthority;
  /** Waits between two attempts. Real timers by default. */
  pause?(ms: number, signal: AbortSignal): Promise<void>;
};

/**
 * Sends HTTP requests to green through the test listener, and judges status, body and time.
 *
 * A response from the release is final: a wrong one fails the release and is never requested again. A request without a response (refused, reset,
 * no such name, TLS, timeout) is retried within the invocation, and when its attempts are used up the verdict is an `error`. So is one that the
 * load balancer itself or another version responded to, in this and in later invocations until the listener has settled (`settleSeconds`).
 * While the discovered test rule does not point at green, the check waits, up to `waitMinutes`: a listener takes a moment (a Network Load Balancer
 * ten minutes) to follow. It passes only if every response is known to come from green: by the listener's rules, or by its content (`expect`).
 */
export function smokeCheck(parts: SmokeParts): Check<SmokeConfig> {
  const { addressRules } = parts.probe;
  return {
    name: 'smoke',
    configSchema: addressRules.allowLoopback ? makeSmokeConfigSchema(addressRules) : smokeConfigSchema,
    async run(target, context) {
      const compiled = await compileSuite(context.config);
      if (!compiled.ok) return { kind: 'fail', reason: compiled.reason };
      const first = await passFirstDeployment(context.config.firstDeployment, target, parts.ecs, context.signal);
      if (first !== undefined) return first;
      const trusting = await loadTrusted(compiled.suite, parts, context.signal);
      if ('verdict' in trusting) return trusting.verdict;
      const ready = { ...context, config: trusting.config };
      return isDynamic(context.config) ? runDynamic(target, ready, parts) : runPlain(target, ready, parts);
    },
  };
}

type Context = CheckContext<SmokeConfig>;
type Values = Exclude<SuiteValuesRead, { verdict: Verdict }>;
type Located = Exclude<Awaited<ReturnType<typeof locateRequests>>, { verdict: Verdict }>;

const listKeys = ['setup', 'requests', 'teardown'] as const;

/** What is being deployed is read only once it is known that requests can be sent. */
async function runPlain(target: Target, context: Context, parts: SmokeParts): Promise<Verdict> {
  const located = await locateRequests(target, context, parts.discover);
  if ('verdict' in located) return located.verdict;
  const obstacle = findObstacle(trustedIn(located, parts), context.config);
  if (obstacle !== undefined) return obstacle;
  const read = await readSuiteValues(target, context, parts);
  return 'verdict' in read ? read.verdict : runLocated(located, read, { ...context, target }, parts);
}

/** Nothing can be located before its placeholders are replaced. No verdict and no error that comes out of here contains a secret. */
async function runDynamic(target: Target, context: Context, parts: SmokeParts): Promise<Verdict> {
  const read = await readSuiteValues(target, context, parts);
  if ('verdict' in read) return read.verdict;
  const { secrets = [], compose, recognize } = read.suite ?? {};
  const locate = async () => locateRequests(target, context, parts.discover, compose);
  const located = await locate().catch((error: unknown) => recognize?.(error) ?? Promise.reject(error));
  if ('verdict' in located) return hideSecrets(located.verdict, secrets);
  const obstacle = findObstacle(trustedIn(located, parts), context.config);
  return hideSecrets(obstacle ?? (await runLocated(located, read, { ...context, target }, parts)), secrets);
}

async function runLocated(
  located: Located,
  read: Values,
  context: Context & { target: Target },
  parts: SmokeParts,
): Promise<Verdict> {
  const found = await withBlue(trustedIn(located, parts), context, parts);
  if ('verdict' in found) return found.verdict;
  const verdict = await runRequests(found.requests, read, context, parts);
  const reason = verdict.kind === 'error' ? verdict.reason + located.hint : verdict.reason;
  return { ...verdict, reason, findings: [...located.findings, ...found.findings, ...(verdict.findings ?? [])] };
}

/** Loaded only for a suite whose answers are compared with blue's. */
async function withBlue(
  requests: readonly PlannedRequest[],
  { target, ...context }: Context & { target: Target },
  { ecs }: Pick<SmokeParts, 'ecs'>,
) {
  if (!isCompared(requests)) return { requests, findings: [] };
  const { findBlue } = await import('./compare/load-compare.ts');
  return findBlue(requests, target, context, ecs);
}

function isCompared(requests: readonly PlannedRequest[]): boolean {
  return requests.some(({ request }) => request.compare !== undefined);
}

async function runRequests(
  requests: readonly PlannedRequest[],
  { known: values, suite }: Values,
  context: Context,
  { probe, pause = pauseFor }: SmokeParts,
): Promise<Verdict> {
  const session = probe.open(context.config.concurrency);
  try {
    const needs = suite?.needsOf(requests);
    const steps = requests.map((request, index) => stepOf(request, index, values, needs?.[index]));
    const planOf = ({ index }: SuiteStep) => requests[index] as PlannedRequest;
    const compared = isCompared(requests) ? await import('./compare/load-compare.ts') : undefined;
    const playing = compared?.addComparisons({ steps, plan: planOf });
    const { plan } = playing ?? { plan: planOf };
    const origins = new Set(requests.map(({ planned }) => originOf(planned)));
    const complete = suite?.completing(session, values, context.signal);
    const ports = stepPorts({ plan, session, values, complete, secrets: suite?.secrets, pause }, context);
    const captured = {
      of: (step: SuiteStep) => suite?.capturedBy(plan(step)),
      recall: (step: SuiteStep, kept: JsonObject) => suite?.recall(plan(step), kept),
    };
    const played = playing === undefined ? { steps, ports } : { steps: playing.steps, ports: playing.withPorts(ports) };
    return await runSuite({ ...played, captured, origin: [...origins].join(' and ') }, context);
  } finally {
    session.close();
  }
}

/** Loaded only for a suite with certificates of its own. */
async function loadTrusted(
  config: SmokeConfig,
  { readAuthority = readNone }: Pick<SmokeParts, 'readAuthority'>,
  signal: AbortSignal,
): Promise<{ config: SmokeConfig } | { verdict: Verdict }> {
  let trusting = config;
  for (const key of listKeys) {
    const list = config[key] ?? [];
    if (!list.some(({ tls }) => tls?.ca !== undefined)) continue;
    const { loadAuthorities } = await import('./send/load-authorities.ts');
    const loaded = await loadAuthorities(list, readAuthority, signal);
    if ('verdict' in loaded) return loaded;
    trusting = { ...trusting, [key]: loaded.requests };
  }
  return { config: trusting };
}

async function readNone(): Promise<never> {
  throw new Error('nothing here reads it');
}

const phases = { setup: 'setup', requests: 'test', teardown: 'teardown' } as const;

function stepOf(
  { list = 'requests', request, planned, at }: PlannedRequest,
  index: number,
  values: KnownValues,
  needs: readonly number[] = [],
): SuiteStep {
  return {
    ...{ index, phase: phases[list], needs, running: request },
    captures: (request.capture ?? []).length > 0,
    name: nameOfRequest(request, at),
    allowed: hide(formatAllowed(request, values), Object.values(planned.headers)),
  };
}

/** A request for which nothing can prove that it reached green. It is not even sent. */
function findObstacle(requests: readonly PlannedRequest[], { allowUnproved }: SmokeConfig): Verdict | undefined {
  if (allowUnproved) return undefined;
  for (const { request, proved, at, isDraft } of requests) {
    if (isDraft || proved === true || isProving(request.expect)) continue;
    return {
      kind: 'fail',
      reason: `not proved to be green: ${nameOfRequest(request, at)}: ${proved.because}; ${proofRemedy}`,
    };
  }
  return undefined;
}

function trustedIn({ requests }: Located, { trustsBaseUrl }: SmokeParts): readonly PlannedRequest[] {
  return trustsBaseUrl ? requests.map((request) => ({ ...request, proved: true })) : requests;
}

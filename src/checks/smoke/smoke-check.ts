import type { EcsReader } from '../../deployment/ecs.ts';
import type { Check, CheckContext } from '../../hook/check.ts';
import type { Target } from '../../hook/target.ts';
import type { Verdict } from '../../hook/verdict.ts';
import { passFirstDeployment } from '../first-deployment.ts';
import type { SmokeRequest } from './config/request-config.ts';
import { makeSmokeConfigSchema, type SmokeConfig } from './config/smoke-config.ts';
import { compileExpectations } from './expect/compile-expectations.ts';
import { deploymentValuesOf, isProving } from './expect/expectation.ts';
import { type ReadValues, readValues, type ValueReader } from './expect/read-values.ts';
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

export type SmokeParts = {
  probe: HttpProbe;
  /** Finds the test listeners; called only if no `baseUrl` is configured. Must not reject. */
  discover: Discover;
  /** Reads what is being deployed; called only if `expect` names a value of it other than `$revisionId`. Default: nothing can be read. */
  loadValueReader?(): Promise<ValueReader>;
  /** Reads whether this is the first deployment; called only if `firstDeployment` is `pass`. Default: that is not known. */
  ecs?: Pick<EcsReader, 'describeServiceDeployment'>;
  /** Reads those values; for runs without a deployment. Default: from ECS. */
  readValues?: typeof readValues;
  /** Whether what answers at `baseUrl` is known to be what is to be tested, as on the command line. Default: that has to be proved. */
  trustsBaseUrl?: boolean;
  /** Reads the certificates that `tls.ca` names. Default: none can be read. */
  readAuthority?: ReadAuthority;
  /** Waits between two attempts. Real timers by default. */
  pause?(millis: number, signal: AbortSignal): Promise<void>;
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
  return {
    name: 'smoke',
    configSchema: makeSmokeConfigSchema(parts.probe.addressRules),
    async run(target, context) {
      const compiled = await compileExpectations(context.config.requests);
      if (!compiled.ok) return { kind: 'fail', reason: compiled.reason };
      const first = await passFirstDeployment(context.config.firstDeployment, target, parts.ecs, context.signal);
      if (first !== undefined) return first;
      const trusting = await loadTrusted(compiled.requests, parts, context.signal);
      if ('verdict' in trusting) return trusting.verdict;
      const config = { ...context.config, requests: trusting.requests };
      const located = await locateRequests(target, { ...context, config }, parts.discover);
      if ('verdict' in located) {
        return located.verdict;
      }
      const { hint, findings } = located;
      const requests = parts.trustsBaseUrl ? located.requests.map(trusted) : located.requests;
      const obstacle = findObstacle(requests, context.config);
      if (obstacle !== undefined) return obstacle;
      const read = await readExpected(target, context, parts);
      if (!read.ok) {
        return read.isUnread
          ? { kind: 'error', reason: read.reason, cause: read.cause }
          : { kind: 'fail', reason: `hookDetails.expect: ${read.reason}` };
      }
      const verdict = await runRequests(requests, read.values, context, parts);
      const reason = verdict.kind === 'error' ? verdict.reason + hint : verdict.reason;
      return { ...verdict, reason, findings: [...findings, ...(verdict.findings ?? [])] };
    },
  };
}

async function runRequests(
  requests: readonly PlannedRequest[],
  values: KnownValues,
  context: CheckContext<SmokeConfig>,
  { probe, pause = pauseFor }: SmokeParts,
): Promise<Verdict> {
  const session = probe.open(context.config.concurrency);
  try {
    const steps = requests.map((request, index) => stepOf(request, index, values));
    const plan = ({ index }: SuiteStep) => requests[index] as PlannedRequest;
    const origins = new Set(requests.map(({ planned }) => originOf(planned)));
    const ports = stepPorts({ plan, session, values, pause }, context);
    return await runSuite({ steps, origin: [...origins].join(' and '), ports }, context);
  } finally {
    session.close();
  }
}

/** Loaded only for a suite with certificates of its own. */
async function loadTrusted(
  requests: readonly SmokeRequest[],
  { readAuthority = readNone }: Pick<SmokeParts, 'readAuthority'>,
  signal: AbortSignal,
) {
  if (!requests.some(({ tls }) => tls?.ca !== undefined)) return { requests };
  const { loadAuthorities } = await import('./send/load-authorities.ts');
  return loadAuthorities(requests, readAuthority, signal);
}

async function readNone(): Promise<never> {
  throw new Error('nothing here reads it');
}

function stepOf({ request, planned, at }: PlannedRequest, index: number, values: KnownValues): SuiteStep {
  return {
    ...{ index, phase: 'test', needs: [], running: request },
    name: nameOfRequest(request, at),
    allowed: hide(formatAllowed(request, values), Object.values(planned.headers)),
  };
}

/** A request for which nothing can prove that it reached green. It is not even sent. */
function findObstacle(requests: readonly PlannedRequest[], { allowUnproved }: SmokeConfig): Verdict | undefined {
  if (allowUnproved) return undefined;
  for (const { request, proved, at } of requests) {
    if (proved === true || isProving(request.expect)) continue;
    return {
      kind: 'fail',
      reason: `not proved to be green: ${nameOfRequest(request, at)}: ${proved.because}; ${proofRemedy}`,
    };
  }
  return undefined;
}

async function readExpected(
  target: Target,
  { config, signal }: CheckContext<SmokeConfig>,
  { loadValueReader, readValues: read = readValues }: SmokeParts,
): Promise<ReadValues> {
  const wanted = config.requests.flatMap(({ expect }) => deploymentValuesOf(expect));
  return read(wanted, target, loadValueReader, signal);
}

function trusted(request: PlannedRequest): PlannedRequest {
  return { ...request, proved: true };
}

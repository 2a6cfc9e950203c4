import { isJsonObject, type JsonObject, type JsonValue } from '../../../hook/json.ts';
import type { Bench, BenchCall, BenchEvent } from './bench.ts';
import { secondsBetween } from './look-at.ts';
import type { RecordedEvent, RecorderCall, TrialRecord } from './recorded.ts';
import { scrub } from './scrub.ts';

/** Which calls and events are a trial's, and the instant from which they are counted. */
type Period = { since: Date; zero: Date; deployments: readonly string[]; names: readonly string[] };

/** What the recorder and EventBridge saw of the deployments of a trial, in the order in which it happened. */
export async function readRecords(bench: Bench, period: Period): Promise<Pick<TrialRecord, 'calls' | 'events'>> {
  // A clock that is a little ahead of AWS's must not hide the first call.
  const since = new Date(period.since.getTime() - 60_000);
  const [calls, events] = await Promise.all([bench.calls(since), bench.events(since)]);
  const own = calls.filter(({ event }) => period.deployments.includes(String(memberOf(event, 'resourceArn'))));
  const executions = [...new Set(own.map(({ event }) => String(memberOf(event, 'executionId'))))];
  const greens = own.map(({ event }) => greenOf(event));
  return {
    calls: own.map((call) => recordCall(call, executions, period)).toSorted(byTime),
    events: events
      .filter(({ detail }) => isAbout(detail, period.deployments, greens))
      .map((event) => recordEvent(event, period))
      .toSorted(byTime),
  };
}

function byTime(one: { atSeconds: number }, other: { atSeconds: number }): number {
  return one.atSeconds - other.atSeconds;
}

function recordCall({ at, event, answer }: BenchCall, executions: readonly string[], { zero }: Period): RecorderCall {
  const execution = executions.indexOf(String(memberOf(event, 'executionId')));
  const details = memberOf(event, 'hookDetails');
  const shares = {
    test: shareIn(event, 'testTrafficWeights'),
    production: shareIn(event, 'productionTrafficWeights'),
  };
  return {
    atSeconds: secondsBetween(zero, at),
    stage: String(memberOf(event, 'lifecycleStage')),
    execution,
    ...(shares.test !== undefined && { test: shares.test }),
    ...(shares.production !== undefined && { production: shares.production }),
    ...(details !== undefined && { hookDetails: details }),
    answer,
  };
}

/** Green's share; undefined if the event shows no weights. */
function shareIn(event: JsonValue, member: string): number | undefined {
  const weights = memberOf(memberOf(event, 'executionDetails'), member);
  if (!isJsonObject(weights) || Object.keys(weights).length === 0) return undefined;
  return Number(weights[greenOf(event)] ?? 0);
}

function greenOf(event: JsonValue): string {
  return String(memberOf(memberOf(event, 'executionDetails'), 'targetServiceRevisionArn'));
}

/** Events about hooks name the deployment, those about deployments only the revision: `ecs-svc/9313423515462893900`. */
function isAbout(detail: JsonObject, deployments: readonly string[], greens: readonly string[]): boolean {
  const { serviceDeploymentArn, deploymentId } = detail;
  if (typeof serviceDeploymentArn === 'string') return deployments.includes(serviceDeploymentArn);
  return greens.some((green) => deploymentId === `ecs-svc/${green.split('/').at(-1)}`);
}

function recordEvent({ at, detail }: BenchEvent, { zero, names }: Period): RecordedEvent {
  const { eventName, hookType, lifecycleStage, reason } = detail;
  return {
    atSeconds: secondsBetween(zero, at),
    name: String(eventName),
    ...(typeof hookType === 'string' && { hookType }),
    ...(typeof lifecycleStage === 'string' && { stage: lifecycleStage }),
    ...(typeof reason === 'string' && { reason: scrub(reason, names).replace(/ecs-svc\/\d+/g, 'ecs-svc/<id>') }),
  };
}

function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) ? value[name] : undefined;
}

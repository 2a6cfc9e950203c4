import * as v from 'valibot';
import { compareInstants, isInstant } from './instant.ts';

/** What an `ECS Hook State Change` says about one hook. */
export type EcsHookEvent = {
  hookId: string;
  /** `PAUSE`, and for Lambda hooks a value that AWS has not documented. */
  hookType: string;
  /** `HOOK_AWAITING_ACTION`, `HOOK_SUCCEEDED` and so on; AWS may add others. */
  eventName: string;
  stage: string;
  serviceDeploymentArn: string;
  /** RFC 3339 with up to nine digits of a second; the beginning of 1970 if the event has no such time. */
  updatedAt: string;
};

/** The time only orders events, so a wrong one must not hide the hook. */
const instant = v.fallback(v.pipe(v.string(), v.check(isInstant)), '1970-01-01T00:00:00Z');

/** Only what we need. AWS adds properties to its events without notice. */
const eventSchema = v.object({
  detail: v.object({
    eventName: v.string(),
    hookId: v.string(),
    hookType: v.string(),
    /** It becomes part of keys. */
    lifecycleStage: v.pipe(v.string(), v.regex(/^[A-Z0-9_]{1,64}$/)),
    serviceDeploymentArn: v.string(),
    updatedAt: instant,
  }),
});

/**
 * Reads an EventBridge event with the detail-type `ECS Hook State Change`. Undefined if it lacks what is needed to find its hook; what it does not
 * say, ECS is asked.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_hook_events.html
 */
export function readHookEvent(event: unknown): EcsHookEvent | undefined {
  const parsed = v.safeParse(eventSchema, event);
  if (!parsed.success) return undefined;
  const { lifecycleStage: stage, ...detail } = parsed.output.detail;
  return { ...detail, stage };
}

/**
 * The latest event of each hook. Events arrive more than once and in any order, and two of one hook may have the same time, so the state decides
 * first: a hook that has ended does not wait again. Between two of the same rank the later instant counts.
 */
export function latestOfEachHook(events: readonly EcsHookEvent[]): EcsHookEvent[] {
  const latest = new Map<string, EcsHookEvent>();
  for (const event of events) {
    const id = `${event.serviceDeploymentArn} ${event.hookId}`;
    const known = latest.get(id);
    if (!known || isLater(event, known)) latest.set(id, event);
  }
  return [...latest.values()];
}

function isLater(event: EcsHookEvent, known: EcsHookEvent): boolean {
  const byRank = rankOf(event) - rankOf(known);
  return byRank !== 0 ? byRank > 0 : compareInstants(event.updatedAt, known.updatedAt) > 0;
}

function rankOf({ eventName }: EcsHookEvent): number {
  if (endings.has(eventName)) return 2;
  return eventName === 'HOOK_AWAITING_ACTION' ? 1 : 0;
}

/** The state names of `lifecycleHookDetails` with `HOOK_` in front. */
const endings: ReadonlySet<string> = new Set(['HOOK_SUCCEEDED', 'HOOK_FAILED', 'HOOK_TIMED_OUT']);

export function hasEnded({ eventName }: EcsHookEvent): boolean {
  return endings.has(eventName);
}

/** Whether it is about a pause that waits for an answer now, or did when the event was sent. */
export function awaitsAction({ hookType, eventName }: EcsHookEvent): boolean {
  return hookType === 'PAUSE' && eventName === 'HOOK_AWAITING_ACTION';
}

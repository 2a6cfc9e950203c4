import type { SignInFacts } from '../checks/approval/why-unprovable.ts';
import type { AskableSystems } from '../checks/http-gate/why-not-askable.ts';
import type { JsonObject } from '../hook/json.ts';
import type { HookableStage } from '../hook/target.ts';
import { type HookKind, hookKinds } from './hook-kinds.ts';
import { functionOf, type LifecycleHook } from './lifecycle-hook.ts';
import type { PauseBridgeFacts } from './pause-facts.ts';

/** Which function is which of Greenlight's hooks, and what is set for all services. */
export type HookDirectory = {
  arns: Readonly<Record<HookKind, string>>;
  roleArn: string;
  /** Where people are asked; undefined if no stack was read. */
  notificationsTopicArn?: string;
  /** Whom the stack's desk can recognize when they sign in, or that nobody can sign in; undefined if no stack was read. */
  signIn?: SignInFacts | 'none';
  /** Whether the stack records who starts deployments; undefined if no stack was read. */
  recordsDeployers?: boolean;
  /** Which systems of teams gates may ask; undefined if no stack was read. */
  httpGate?: AskableSystems;
  /** Whether and about which pauses the stack asks people; undefined if no stack was read. */
  pauses?: PauseBridgeFacts;
  /** What the stack's parameters in Parameter Store say, under each service's own `hookDetails`. */
  defaults: Readonly<Record<HookKind, JsonObject>>;
  /** Which parameter each key of the defaults comes from; undefined if no stack was read. */
  origins?: Readonly<Partial<Record<HookKind, Readonly<Record<string, string>>>>>;
};

/** What gates may ask of the stack; empty if it is not known. */
export type StackAbilities = Pick<HookDirectory, 'signIn' | 'recordsDeployers' | 'httpGate'>;

/** The stage and the timeout of a hook if none are given. */
export const usualPlaces: Readonly<Record<HookKind, { stage: HookableStage; timeoutMinutes: number }>> = {
  approval: { stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT', timeoutMinutes: 300 },
  smoke: { stage: 'POST_TEST_TRAFFIC_SHIFT', timeoutMinutes: 30 },
  alarms: { stage: 'POST_TEST_TRAFFIC_SHIFT', timeoutMinutes: 30 },
  gate: { stage: 'POST_TEST_TRAFFIC_SHIFT', timeoutMinutes: 30 },
  browser: { stage: 'POST_TEST_TRAFFIC_SHIFT', timeoutMinutes: 30 },
};

/** Undefined if it is none of Greenlight's, or nothing is known about Greenlight. */
export function kindOf(hook: LifecycleHook, directory: HookDirectory | undefined): HookKind | undefined {
  const arn = functionOf(hook);
  return arn === '' ? undefined : hookKinds.find((kind) => directory?.arns[kind] === arn);
}

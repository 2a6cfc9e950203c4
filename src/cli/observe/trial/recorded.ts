import type { JsonObject, JsonValue } from '../../../hook/json.ts';

/**
 * What was seen during one trial, with nothing about the account: revisions are the shares of green, execution ids are numbered, and
 * every time is in seconds since the deployment was requested. It is plain JSON, so that a run can be continued from a file.
 */
export type TrialRecord = {
  /** The error that the deployment was refused with. */
  refused?: RecordedError;
  /** How long after the request ECS listed the deployment. Missing if it never did. */
  listedAfterSeconds?: number;
  calls: readonly RecorderCall[];
  looks: readonly DeploymentLook[];
  events: readonly RecordedEvent[];
  acts: readonly RecordedAct[];
  /** How the deployment ended; missing if it was refused or did not end in time. */
  end?: RecordedEnd;
  /** The deployment that an act started, from beginning to end. */
  second?: Pick<TrialRecord, 'looks' | 'end'>;
};

type RecordedEnd = {
  status: string;
  statusReason?: string;
  afterSeconds: number;
  /** When ECS says that it began to roll back. */
  rollbackAfterSeconds?: number;
};

/** One call of the recorder function. */
export type RecorderCall = {
  atSeconds: number;
  stage: string;
  /** Equal for equal execution ids. */
  execution: number;
  /** Green's share of the weights in the event; missing if the event shows none. */
  test?: number;
  production?: number;
  hookDetails?: JsonValue;
  answer: JsonObject;
};

/** What ECS said about the deployment when it was asked. */
export type DeploymentLook = {
  atSeconds: number;
  status: string;
  stage?: string;
  hooks: readonly LookedAtHook[];
  /** Green's share of production in the described deployment; missing if it shows none. */
  describedProduction?: number;
  /** Whether the new revision names its target groups. Missing if the trial does not ask. */
  isResolved?: boolean;
  /** Which of the service's two target groups the new revision names. */
  targetGroup?: 'target-group' | 'alternate';
  /** Green's share at the listeners themselves. Missing if the trial does not ask. */
  listeners?: { test?: number; production?: number };
  /** The tasks that the new revision and all others together are to have. */
  requestedTasks?: { green: number; others: number };
  /** DISABLED, MONITORING, TRIGGERED or MONITORING_COMPLETE. */
  circuitBreaker?: string;
};

type LookedAtHook = {
  targetType: string;
  status: string;
  /** `ecs-pause` of `ecs-pause-e7tK9G_WRJq…`. */
  idForm: string;
  /** Until a pause expires; negative afterwards. */
  expiresInSeconds?: number;
};

export type RecordedEvent = {
  atSeconds: number;
  /** HOOK_SUCCEEDED, SERVICE_DEPLOYMENT_FAILED … */
  name: string;
  /** Of events about hooks. */
  hookType?: string;
  stage?: string;
  reason?: string;
};

/** Something that the trial did to the deployment, and the error if ECS refused it. */
export type RecordedAct = { atSeconds: number; act: string; error?: RecordedError };

export type RecordedError = { name: string; message: string };

import type { JsonValue } from '../../../hook/json.ts';
import type { HookableStage } from '../../../hook/target.ts';
import type { DeploymentLook } from './recorded.ts';

/** One deployment of an experiment: how the service is configured, what the hooks answer, and what is done meanwhile. */
export type EcsTrial = {
  strategy?: TrialStrategy;
  hooks: readonly TrialHook[];
  /** Each is done once, as soon as its condition holds. */
  acts?: readonly Act[];
  /** Deploys a new service instead of the existing one. */
  isFirst?: true;
  /** That new service has no test listener rule. */
  hasNoTestRule?: true;
  /** What is arranged before the deployment and undone after it. */
  setting?: Setting;
  /** What is looked at in addition to the deployment itself. */
  looksAt?: readonly ('revision' | 'listeners')[];
  /** The hooks of the second deployment that the act `deploy-again` starts, or those that `reconfigure` configures. */
  hooksOfSecond?: readonly TrialHook[];
  /** Default 0. */
  bakeMinutes?: number;
  /** After this the deployment is stopped. */
  maxMinutes: number;
};

type TrialStrategy =
  | { strategy: 'BLUE_GREEN' | 'ROLLING' }
  | { strategy: 'LINEAR'; stepPercent: number; stepBakeTimeInMinutes: number }
  | { strategy: 'CANARY'; canaryPercent: number; canaryBakeTimeInMinutes: number };

export type TrialHook =
  /** The recorder function. `name` distinguishes hooks; the function is the same. */
  | {
      name: string;
      at: readonly HookableStage[];
      script?: Script;
      /** Default: half an hour. `unset` leaves it to ECS. */
      timeout?: TrialTimeout | 'unset';
      /** What its `hookTargetArn` names. Default: the function. The last two are functions that nobody has, and that its role may not call. */
      target?: 'alias' | 'version' | 'other-account' | 'other-region';
      /** With a role that ECS may only assume if it says for which account, or for which ARN. */
      guardedBy?: 'account' | 'arn';
      /** Its `hookDetails` are a string, as CloudFormation's are. */
      hasDetailsAsText?: true;
    }
  | { pauseAt: HookableStage; timeout: TrialTimeout };

type TrialTimeout = { minutes: number; action: 'ROLLBACK' | 'CONTINUE' };

/** What the recorder answers, call by call, and afterwards SUCCEEDED. */
export type Script = { forward?: readonly ScriptedAnswer[]; rollback?: readonly ScriptedAnswer[] };

export type ScriptedAnswer = {
  status: 'FAILED' | 'IN_PROGRESS' | 'SUCCEEDED';
  /** `callBackDelay`, of any type. */
  delay?: JsonValue;
  /** The `hookDetails` of the answer: all with the rest of the script (default), without the key `kept`, or none at all. */
  passes?: 'all' | 'without-kept' | 'nothing';
};

/**
 * `alarm`: a watched alarm is in ALARM. `quiet-alarm`: it is watched, and in OK until the act `alarm`. `throttled`: Lambda refuses every
 * invocation of the recorder. `server-error`: Lambda answers every one with an error of its own. `lost-answer`: the recorder runs and ECS does
 * not get its first answer. `broken-image`: no task of the new revision starts, and the circuit breaker is on. `stack`: CloudFormation creates
 * the new service.
 */
export type Setting = 'alarm' | 'quiet-alarm' | 'throttled' | 'server-error' | 'lost-answer' | 'broken-image' | 'stack';

export type Act = {
  /**
   * `continue` and `reject` answer the pause that was seen last. `reconfigure` changes the hooks of the service and deploys nothing. `scale` wants
   * one task more, until the trial is over. `alarm` is for the setting `quiet-alarm`.
   */
  do: 'continue' | 'reject' | 'stop' | 'abort' | 'deploy-again' | 'reconfigure' | 'scale' | 'unthrottle' | 'alarm';
  /** `looks` are all so far, the last one is `look`. */
  when: (look: DeploymentLook, looks: readonly DeploymentLook[]) => boolean;
};

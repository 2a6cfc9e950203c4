// Written by npm run schemas from the schemas of the hooks.

import type { JsonValue } from '../../hook/json.ts';

/** What the alarms check can be configured with. */
export type AlarmsDetails = {
  /** 1 to 500 names of alarms. Default, if there is neither `prefix` nor `tags`: those of the deployment's own `deploymentConfiguration.alarms`. */
  readonly alarms?: readonly string[];
  /** What an alarm without (fresh) data means; `wait` by default. */
  readonly onInsufficientData?: 'wait' | 'pass' | 'fail';
  /** What an alarm that does not exist means; `fail` by default, because it is most likely a typing error. */
  readonly onMissing?: 'fail' | 'wait' | 'pass';
  /** How long `wait` may last, from the gate's first call, before it turns into `fail`: 1 to 1440, 10 by default. */
  readonly waitMinutes?: number;
  /** How long every alarm must have been OK: 0 to 1440, 0 by default. */
  readonly okForMinutes?: number;
  /** How long, from the gate's first call, no alarm may go into ALARM before the gate passes: 0 to 1440, 0 by default. */
  readonly watchMinutes?: number;
  /** What happens in a service's first deployment; `check` by default. */
  readonly firstDeployment?: 'check' | 'pass';
  /** Alarms whose names begin with this count too, up to 500 in total. At least one has to be found. */
  readonly prefix?: string;
  /** Alarms with all of these tags count too. At least one has to be found. 1 to 10 tags, such as `{"service": "retail-ui"}`. */
  readonly tags?: Readonly<Record<string, JsonValue>>;
  /** Another account or Region of the alarms: `region`, and `roleArn` of a role to assume, with its `externalId` if it expects one. The stack's parameter `AlarmRoles` lists the roles. Default: the hook's own account and Region. */
  readonly source?: {
    /** A Region, such as "eu-west-1". */
    readonly region?: string;
    /** The ARN of a role, such as "arn:aws:iam::111122223333:role/greenlight-metrics". */
    readonly roleArn?: string;
    /** 2 to 1224 letters, digits and any of _+=,.@:/-. */
    readonly externalId?: string;
  };
  /** Whether to ignore an alarm that was in ALARM when the deployment was created, until it has been OK. Default false. */
  readonly ignoreAlreadyInAlarm?: boolean;
  /** Minutes after the gate's first call in which nothing is judged, and after which all other times begin: 0 to 120, 0 by default. */
  readonly initialDelayMinutes?: number;
  /** How many minutes of the watch every alarm has to be OK at its end. Default, with the next two keys: the whole watch, in any order. */
  readonly consecutive?: number;
  /** In how many minutes of the watch an alarm may be in ALARM. Default 0. */
  readonly failureLimit?: number;
  /** In how many minutes of the watch an alarm may be without data before the gate is inconclusive. Default: until `waitMinutes` are over too. */
  readonly inconclusiveLimit?: number;
  /** What an alarm in ALARM means: `fail` at once, or `wait` until it has recovered, for up to `waitMinutes`. `fail` by default. */
  readonly onAlarm?: 'fail' | 'wait';
  /** How many of the alarms may be in ALARM: 0 by default, and at most one fewer than there are. */
  readonly allowedFailures?: number;
  /** Reports what the check finds and never blocks: instead of a fail, an error or an endless wait the check passes with a reason that begins with "dry run". Such a pass does not count inside `any`. A wrong configuration still fails. Default false. */
  readonly dryRun?: boolean;
  /** What happens if the check cannot tell, for example because there was too little traffic: `fail`, `wait` until it can (until ECS ends the stage), or, only in a gate-hook, `ask` people. Default `fail`. */
  readonly onInconclusive?: 'fail' | 'wait' | 'ask';
};

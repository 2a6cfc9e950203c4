// Written by npm run schemas from the schemas of the hooks.

import type { AlarmsDetails } from './alarms.ts';
import type { ApprovalDetails } from './approval.ts';
import type { ChangeWindowDetails } from './change-window.ts';
import type { HttpGateDetails } from './http-gate.ts';
import type { ImagePolicyDetails } from './image-policy.ts';
import type { LoadDetails } from './load.ts';
import type { MetricsDetails } from './metrics.ts';
import type { RevisionDiffDetails } from './revision-diff.ts';
import type { SmokeDetails } from './smoke.ts';
import type { TargetHealthDetails } from './target-health.ts';

/** What the gate hook can be configured with. */
export type GateDetails = {
  /** The checks, one after the other. Each entry has one key: a check, or a list. */
  readonly checks?: readonly GateEntry[];
  /** An approval that is asked only if a check could not tell and asks people. */
  readonly ask?: ApprovalDetails;
};

type GateEntry = {
  readonly alarms?: AlarmsDetails;
  readonly approval?: ApprovalDetails;
  readonly 'change-window'?: ChangeWindowDetails;
  readonly 'http-gate'?: HttpGateDetails;
  readonly 'image-policy'?: ImagePolicyDetails;
  readonly load?: LoadDetails;
  readonly metrics?: MetricsDetails;
  readonly 'revision-diff'?: RevisionDiffDetails;
  readonly 'target-health'?: TargetHealthDetails;
  readonly smoke?: SmokeDetails;
  readonly sequence?: readonly GateEntry[];
  readonly all?: readonly GateEntry[];
  readonly any?: readonly GateEntry[];
};

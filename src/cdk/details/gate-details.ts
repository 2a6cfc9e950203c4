// Written by npm run schemas from the schemas of the hooks.

import type { AlarmsDetails } from './alarms-details.ts';
import type { ApprovalDetails } from './approval-details.ts';
import type { ChangeWindowDetails } from './change-window-details.ts';
import type { HttpGateDetails } from './http-gate-details.ts';
import type { ImagePolicyDetails } from './image-policy-details.ts';
import type { LoadDetails } from './load-details.ts';
import type { MetricsDetails } from './metrics-details.ts';
import type { RevisionDiffDetails } from './revision-diff-details.ts';
import type { SmokeDetails } from './smoke-details.ts';
import type { TargetHealthDetails } from './target-health-details.ts';

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

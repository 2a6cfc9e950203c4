import { deploymentReasons } from './deployment-reasons.ts';
import { hookReasons } from './hook-reasons.ts';
import type { KnownReason } from './known-reason.ts';
import { networkReasons } from './network-reasons.ts';

/** All messages in the order in which a page shows them. */
export const reasonGroups: readonly { title: string; reasons: readonly KnownReason[] }[] = [
  { title: 'Messages about hooks', reasons: hookReasons },
  { title: 'Messages about load balancers and permissions', reasons: networkReasons },
  { title: 'Messages about the deployment', reasons: deploymentReasons },
];

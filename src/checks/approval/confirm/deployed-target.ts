import type { Target } from '../../../hook/target.ts';

/** The deployment to which a request belongs. */
export type DeployedTarget = Target & { deploymentId: string };

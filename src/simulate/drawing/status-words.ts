import type { DeploymentStatus } from '../../controller/ecs/resources.ts';

/**
 * What people call a status.
 *
 * @example formatStatus('ROLLBACK_SUCCESSFUL') // 'Rolled back'
 */
export function formatStatus(status: DeploymentStatus): string {
  return statusWords[status];
}

const statusWords: Readonly<Record<DeploymentStatus, string>> = {
  PENDING: 'About to start',
  IN_PROGRESS: 'Under way',
  SUCCESSFUL: 'Deployed',
  STOP_REQUESTED: 'Being stopped',
  STOPPED: 'Stopped',
  ROLLBACK_REQUESTED: 'Rolling back',
  ROLLBACK_IN_PROGRESS: 'Rolling back',
  ROLLBACK_SUCCESSFUL: 'Rolled back',
  ROLLBACK_FAILED: 'Rollback failed',
};

import type { DeploymentRef } from '../hook/report.ts';
import { reportPrefix } from './keys.ts';

/**
 * Where the watcher keeps what ECS does with a deployment: among its reports, so that one list finds both. No hook may write a name with this ending.
 */
export function progressKey(deployment: DeploymentRef): string {
  return `${reportPrefix(deployment)}${progressName}`;
}

export function isProgressKey(key: string): boolean {
  return key.endsWith(`/${progressName}`);
}

const progressName = 'ecs.progress.json';

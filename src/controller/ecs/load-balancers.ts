import { ControllerError } from '../errors.ts';
import type { LoadBalancer } from './resources.ts';

/** @throws {ControllerError} NOT_PLAYABLE */
export function checkLoadBalancers(loadBalancers: readonly LoadBalancer[]): readonly LoadBalancer[] {
  for (const [index, { advancedConfiguration }] of loadBalancers.entries()) {
    if (advancedConfiguration.testListenerRule) continue;
    const where = `loadBalancers.${index}.advancedConfiguration.testListenerRule`;
    throw new ControllerError(
      'NOT_PLAYABLE',
      `${where} is missing, which cannot be played yet; write the ARN of a rule`,
    );
  }
  return loadBalancers;
}

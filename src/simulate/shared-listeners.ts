import { defaultLoadBalancer, defaultNames } from '../controller/ecs/arns.ts';
import type { SimulatedService } from './simulation.ts';

/**
 * Services behind one load balancer: they share its production listener and its test listener, and each has its own rules and its own two target
 * groups, as ECS requires.
 *
 * @example servicesOnSharedListeners(2).map(({ name }) => name) // ['my-service-1', 'my-service-2']
 */
export function servicesOnSharedListeners(count: number): readonly SimulatedService[] {
  const { advancedConfiguration: shared } = defaultLoadBalancer({ ...defaultNames, service: 'shared' });
  return Array.from({ length: count }, (_, index) => {
    const name = `${defaultNames.service}-${index + 1}`;
    const own = defaultLoadBalancer({ ...defaultNames, service: name });
    const rule = (arn = '') => arn.replace(/[^/]+$/, String(index + 1).padStart(16, '0'));
    const advancedConfiguration = {
      ...own.advancedConfiguration,
      productionListenerRule: rule(shared.productionListenerRule),
      testListenerRule: rule(shared.testListenerRule),
    };
    return { name, loadBalancers: [{ ...own, advancedConfiguration }] };
  });
}

import { countedBy } from '../../checks/metrics/compare/counted-by.ts';
import { isOfTasks } from '../../checks/metrics/config/comparison-config.ts';
import { calledStages, eachChecking } from './judge-checks.ts';
import { type ServiceRule, type Shower, unless } from './rule.ts';

const shownBy: readonly Shower[] = ['attach', 'plan', 'doctor'];

/** Checks that need a load balancer, and refuse a service without one only at their first call. */
export const balancerRules = {
  'metrics-uncounted': {
    severity: 'error',
    title: 'a metrics check compares requests that no Application Load Balancer counts',
    why: 'there are no metrics of each version: the check answers FAILED at its first call, and every deployment rolls back',
    shownBy,
    judge: eachChecking('metrics', ({ compare = [] }, check, { strategy, productionListeners }) => {
      const ofRequests = compare.map(({ preset }) => preset).filter((preset) => !isOfTasks(preset));
      if (ofRequests.length === 0 || !productionListeners || calledStages(check, strategy).length === 0)
        return undefined;
      const counted = countedBy(productionListeners);
      const place = `${check.detailsAt}.compare`;
      const named = ofRequests.map((preset) => `"${preset}"`).join(', ');
      const problem = 'refused' in counted && {
        found: `${place} names ${named}, and ${counted.refused}`,
        remedy: {
          change: `write "cpu", "memory" or "restarts" into ${place}, which are measured on tasks, or conditions on your own metrics instead`,
        },
      };
      return unless(problem, 'an Application Load Balancer counts the requests of each version');
    }),
  },
  'target-health-without-targets': {
    severity: 'error',
    title: 'healthy targets are required of a service that has none',
    why: 'it has no load balancer: the check answers FAILED at its first call, and every deployment rolls back',
    shownBy,
    judge: eachChecking('target-health', (_, check, { strategy, productionListeners }) => {
      if (!productionListeners || calledStages(check, strategy).length === 0) return undefined;
      const found = `the service has no load balancer, and the gate has ${check.detailsAt}`;
      const remedy = { change: `remove ${check.detailsAt}` };
      return unless(productionListeners.length === 0 && { found, remedy }, 'the service has a load balancer');
    }),
  },
} as const satisfies Record<string, ServiceRule>;

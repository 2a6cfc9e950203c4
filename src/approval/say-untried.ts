import { testTrafficAt } from '../hook/test-traffic.ts';
import type { Subject } from './request.ts';

/**
 * Why nobody can try the new version while this is asked, in two pieces: `not yet`, and a clause. Undefined where it can be tried, or where
 * neither stage nor strategy is the reason that it cannot.
 */
export function sayUntried({
  testUrl,
  stage,
  strategy,
}: Subject): { until: 'yet' | 'beforehand'; because: string } | undefined {
  if (testUrl !== undefined) return undefined;
  switch (testTrafficAt(stage, strategy)) {
    case 'never':
      return { until: 'beforehand', because: 'a rolling deployment has no test listener' };
    case 'not-yet':
      return { until: 'yet', because: `at ${stage} no request reaches it` };
    case 'possible':
      return undefined;
  }
}

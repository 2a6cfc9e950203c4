import type { Action } from '../../../deployment/load-balancer.ts';
import type { ListenerFacts } from './service-facts.ts';

/** Undefined if there is no such listener or rule, or if it could not be read. */
export function actionsOf(listener: ListenerFacts | undefined): readonly Action[] | undefined {
  return listener?.looked?.seen ? listener.looked.value?.actions : undefined;
}

/** What an ARN names in its account, for a report: `targetgroup/shop-green/6d0ecf831eec9f09`. */
export function resourceOf(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

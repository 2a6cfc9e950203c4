import type { MetricFacts } from './alarm-facts.ts';

/**
 * When AWS reports a metric at all: some count errors and are reported only when there is one, others only while there are requests.
 * Undefined if that is not known, as for custom metrics.
 */
export function reportedWhen({ namespace, name }: MetricFacts): 'on-error' | 'on-request' | undefined {
  if (namespace === 'AWS/ApplicationELB') {
    if (/^(Un)?HealthyHostCount$|^(Un)?HealthyState/.test(name)) return undefined;
    return errorsOfLoadBalancer.test(name) ? 'on-error' : 'on-request';
  }
  return namespace === 'AWS/Lambda' || namespace === 'AWS/ApiGateway' ? 'on-request' : undefined;
}

/**
 * "Reporting criteria: There is a nonzero value"; and all of them "only when requests are flowing through the load balancer".
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
const errorsOfLoadBalancer =
  /^(HTTPCode_(ELB|Target)_[45]\w\w_Count|\w*ErrorCount|RejectedConnectionCount|DroppedInvalidHeaderRequestCount|ELBAuth(Error|Failure)|Lambda(Internal|User)Error|\w*NonCompliant\w*)$/;

import { reachOf } from '../../../deployment/test-traffic/plan-test-request.ts';
import type { TestListener } from '../../../deployment/test-traffic/test-listener.ts';
import type { ProbeRequest } from '../probe/probe-request.ts';
import { clientHeaders, lengthHeaderOf } from '../probe/probe-request.ts';
import type { ProveHop } from './follow-redirects.ts';

/**
 * Evaluates the request that a redirect leads to as the load balancer would, like the first one.
 *
 * @param first - the request that was planned for the listener
 * @param isProvable - whether the answer itself can prove where it comes from, or need not
 */
export function proveHopAt(test: TestListener, first: ProbeRequest, isProvable: boolean): ProveHop {
  return (next) => {
    const reach =
      next.scheme === first.scheme && next.port === first.port
        ? reachOf(test, asListenerRequest(next), clientHeaders)
        : elsewhere;
    if (reach.green === 'yes') return { proved: true };
    if (reach.green === 'no') return { why: `it would not reach green: ${reach.because}` };
    return isProvable
      ? { proved: { because: `a redirect led on: ${reach.because}`, isUnread: false } }
      : { why: `it is not proved to reach green: ${reach.because}` };
  };
}

const elsewhere = { green: 'not proved', because: 'it leads to another listener of the load balancer' } as const;

function asListenerRequest({ method, servername, path, headers, body }: ProbeRequest) {
  const [bare = '', ...query] = path.split('?');
  return {
    ...{ method, host: servername, path: bare, query: query.join('?') },
    headers: { ...headers, ...lengthHeaderOf({ method, body }) },
  };
}

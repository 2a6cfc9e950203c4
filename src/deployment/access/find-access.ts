import { evaluateListener, type Outcome } from '../listener/evaluate-listener.ts';
import { browserHeaders, type ListenerRequest } from '../listener/listener-request.ts';
import { type Reach, reachesGreen } from '../listener/reaches-green.ts';
import { requestForRule } from '../rule-request.ts';
import { addressOf, type Candidate, queryOf, type TestListener } from './candidate.ts';
import { curlCommand } from './curl-command.ts';
import { findElsewhere } from './find-elsewhere.ts';

/** What people can use to see green. */
export type Access = {
  /** A browser that opens it certainly sees green, whatever else it sends and wherever it is, if the name leads to this load balancer. */
  address: string | undefined;
  /** Why there is no address: a clause for people, without the value of any header. */
  because: string | undefined;
  /** A command for a shell that certainly reaches green, with placeholders for the values of headers. Only if there is no address. */
  command: string | undefined;
  /** Reachable only from inside its VPC. */
  internal: boolean;
  /** What else a person has to know about the address: clauses, such as what on the same host goes elsewhere. */
  remarks: readonly string[];
};

/**
 * Finds an address, else a command, that certainly shows green: every candidate is evaluated as the load balancer would, with the headers
 * that a browser sends of its own accord and the client's address unknown.
 *
 * @example
 * findAccess({ listener: { Protocol: 'HTTP', Port: 8080 }, rules, testRule, loadBalancer, green: 'arn:…:targetgroup/shop-2/…' })
 * // { address: 'http://shop.example.elb.amazonaws.com:8080/', because: undefined, command: undefined, internal: false, remarks: [] }
 */
export function findAccess(test: TestListener): Access {
  const { loadBalancer } = test;
  const none = { address: undefined, command: undefined, internal: loadBalancer.Scheme === 'internal', remarks: [] };
  const place = findPlace(test);
  if ('obstacle' in place) return { ...none, because: place.obstacle };
  const browser = place.candidates.map((candidate) => ({ candidate, reach: tryBrowser(test, candidate) }));
  const open = browser.find(({ reach }) => reach.green === 'yes');
  if (open !== undefined) {
    const remarks = [...sayName(open.candidate), ...findElsewhere(test, open.candidate)];
    return { ...none, address: addressOf(open.candidate), because: undefined, remarks };
  }
  const shell = place.candidates.map((candidate) => ({ candidate, reach: tryShell(test, candidate) }));
  const run = shell.find(({ reach }) => reach.green === 'yes');
  if (run === undefined) return { ...none, because: sayWhyNot(shell[0]?.reach) };
  const names = Object.keys(run.candidate.request.headers);
  const because =
    names.length > 0
      ? `it is reached only with the ${names.length === 1 ? 'header' : 'headers'} ${names.join(' and ')}, which a browser does not send`
      : sayWhyNot(browser.find(({ candidate }) => candidate === run.candidate)?.reach);
  return { ...none, because, command: curlCommand(run.candidate) };
}

type Place = { candidates: readonly Candidate[] } | { obstacle: string };

function findPlace({ listener, testRule, loadBalancer }: TestListener): Place {
  const { Protocol: protocol = 'unnamed', Port: port, MutualAuthentication } = listener;
  const scheme = protocol === 'HTTP' ? 'http' : protocol === 'HTTPS' ? 'https' : undefined;
  const { DNSName: hostname } = loadBalancer;
  if (MutualAuthentication?.Mode === 'verify') return { obstacle: 'the test listener asks for a client certificate' };
  if (scheme === undefined) return { obstacle: `the test listener speaks ${protocol}, which names no scheme` };
  if (hostname === undefined || port === undefined) {
    return { obstacle: 'the test listener has no port, or its load balancer no DNS name' };
  }
  const found = requestForRule(testRule ?? {});
  if (!found.found) return { obstacle: found.reason };
  const { request } = found;
  // Nobody gets a public certificate for a name under elb.amazonaws.com, so a browser would refuse it.
  const hosts = [request.host, scheme === 'http' ? hostname : undefined].filter((host) => host !== undefined);
  if (hosts.length === 0) return { obstacle: 'the name on the certificate of the test listener is not known' };
  const paths = new Set(['/', `${request.pathPrefix}/`]);
  return {
    candidates: hosts.flatMap((host) => [...paths].map((path) => ({ scheme, hostname, port, host, path, request }))),
  };
}

function tryBrowser(test: TestListener, candidate: Candidate): Reach {
  return reach(test, { ...requestOf(candidate), headers: {}, unknownHeaders: browserHeaders });
}

/** curl sends these too, the first with a version that is not known here. */
const curlHeaders = ['user-agent', 'accept'];

function tryShell(test: TestListener, candidate: Candidate): Reach {
  const { headers } = candidate.request;
  return reach(test, { ...requestOf(candidate), headers, unknownHeaders: curlHeaders });
}

function requestOf({ host, path, request }: Candidate): Omit<ListenerRequest, 'headers'> {
  return { method: 'GET', host, path, query: queryOf(request) };
}

function reach({ listener, rules, green }: TestListener, request: ListenerRequest): Reach {
  return reachesGreen(evaluateListener({ listener, rules }, request).map(withoutArn), green);
}

/** People read the priority; the ARN is in doctor's report and in the smoke test's. */
function withoutArn(outcome: Outcome): Outcome {
  return { ...outcome, rule: { ...outcome.rule, arn: undefined } };
}

/** Where a name leads is decided by DNS, which is not asked: it may answer reviewers otherwise. */
function sayName({ host, hostname }: Candidate): string[] {
  return host === hostname ? [] : [`it shows the new version if ${host} leads to the load balancer ${hostname}`];
}

function sayWhyNot(found: Reach | undefined): string {
  return found === undefined ? 'no request to it could be made out' : found.because;
}

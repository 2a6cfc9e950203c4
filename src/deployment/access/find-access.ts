import { evaluateListener } from '../listener/evaluate-listener.ts';
import { browserHeaders } from '../listener/listener-request.ts';
import type { Reach } from '../listener/reaches-green.ts';
import { addressOf, type Candidate, type ReviewedListener } from './candidate.ts';
import { curlCommand } from './curl-command.ts';
import { findCandidates } from './find-candidates.ts';
import { findElsewhere } from './find-elsewhere.ts';
import { judge } from './judge.ts';
import { tryShell } from './try-shell.ts';

/** What people can use to see green. */
export type Access = {
  /** A browser that opens it certainly sees green, no matter what else it sends or where it is, if the name leads to this load balancer. */
  address: string | undefined;
  /** Why there is no address: a clause for people, without the value of any header. */
  because: string | undefined;
  /** A command for a shell that certainly reaches green, with placeholders for the values of headers. Only if there is no address. */
  command: string | undefined;
  /** Reachable only from inside its VPC. */
  internal: boolean;
  /** What else a person has to know about the address: clauses, such as what on the same host goes elsewhere. */
  remarks: readonly string[];
  /** The error, if the load balancer could not be asked: then nothing is known. */
  cause?: unknown;
};

/**
 * Finds an address, else a command, that certainly shows green: every candidate is evaluated as the load balancer would, with the headers
 * that a browser sends of its own accord and the client's address unknown.
 *
 * @example
 * findAccess({ listener: { Protocol: 'HTTP', Port: 8080 }, rules, testRule, loadBalancer, green: 'arn:…:targetgroup/shop-2/…', certificateNames: [] })
 * // { address: 'http://shop.example.elb.amazonaws.com:8080/', because: undefined, command: undefined, internal: false, remarks: [] }
 */
export function findAccess(test: ReviewedListener): Access {
  const none = {
    address: undefined,
    command: undefined,
    internal: test.loadBalancer.Scheme === 'internal',
    remarks: [],
  };
  const { addresses, commands, obstacle } = findCandidates(test);
  const browser = addresses.map((candidate) => ({ candidate, reach: tryBrowser(test, candidate) }));
  const open = browser.find(({ reach }) => reach.green === 'yes');
  if (open !== undefined) {
    const remarks = [...formatName(open.candidate), ...findElsewhere(test, open.candidate)];
    return { ...none, address: addressOf(open.candidate), because: undefined, remarks };
  }
  const shell = commands.map((candidate) => ({ candidate, ...tryShell(test, candidate) }));
  const run = shell.find(({ reach }) => reach.green === 'yes');
  if (run === undefined) return { ...none, because: obstacle ?? shell[0]?.reach.because ?? unclear };
  const { candidate, headers } = run;
  const because = formatWhyCommand(headers, obstacle, browser[0]?.reach);
  return { ...none, because, command: curlCommand(candidate, headers) };
}

const unclear = 'no request to it could be made out';

function tryBrowser(test: ReviewedListener, { host, path, query }: Candidate): Reach {
  const request = { method: 'GET', host, path, query, headers: {}, unknownHeaders: browserHeaders };
  return judge(test, evaluateListener(test, request));
}

function formatWhyCommand(
  headers: readonly string[],
  obstacle: string | undefined,
  browser: Reach | undefined,
): string {
  const unsent = headers.filter((name) => !browserHeaders.includes(name));
  return unsent.length > 0
    ? `it is reached only with the ${unsent.length === 1 ? 'header' : 'headers'} ${unsent.join(' and ')}, which a browser does not send`
    : (obstacle ?? browser?.because ?? unclear);
}

/** Where a name leads is decided by DNS, which is not asked: it may answer reviewers otherwise. */
function formatName({ host, hostname }: Candidate): string[] {
  return host === hostname ? [] : [`it shows the new version if ${host} leads to the load balancer ${hostname}`];
}

import type { RuleCondition } from '../load-balancer.ts';
import { commonWitness } from '../test-traffic/common-witness.ts';
import type { Gap } from '../test-traffic/gap.ts';
import { regexWitnesses } from '../test-traffic/regex-witness.ts';
import { regexesOf, solveRule, valuesOf } from '../test-traffic/solve-rule.ts';
import { endpointOf, hostsFor, isHostName } from '../test-traffic/test-endpoint.ts';
import { type Candidate, candidateOf, type ReviewedListener } from './candidate.ts';

/** What people may try, the best first. None of it has been evaluated. */
type Candidates = {
  /** Under names that are known to exist. */
  addresses: readonly Candidate[];
  /** Also under names that only fit the rule: enough for a command, which connects to the load balancer by itself. */
  commands: readonly Candidate[];
  /** Why there is no address to try: a clause for people, undefined if there is one. */
  obstacle: string | undefined;
};

/**
 * Fits the root of a website to the test rule's conditions, except those on headers, by the solver that the smoke test uses.
 *
 * @example
 * findCandidates(test).addresses // [{ scheme: 'http', host: 'shop-1.elb.amazonaws.com', port: 8080, path: '/beta/', query: '', … }]
 */
export function findCandidates(test: ReviewedListener): Candidates {
  const { scheme, hostname, port, missing } = endpointOf(test);
  if (scheme === undefined || hostname === undefined || port === undefined || missing.length > 0) {
    return { addresses: [], commands: [], obstacle: formatObstacle(missing) };
  }
  const solve = (hosts: readonly string[]) => {
    const solved = solveRule({ Conditions: conditionsOf(test).filter(isNotOnHeader) }, root, hosts);
    const found = solved.requests.map((request) => candidateOf({ scheme, hostname, port }, request));
    return { candidates: found.filter((candidate) => candidate !== undefined), missing: solved.missing };
  };
  const known = hostsFor(test, scheme);
  const open = known.hosts.length > 0 ? solve(known.hosts) : { candidates: [], missing: known.missing };
  if (open.candidates.length > 0) {
    return { addresses: open.candidates, commands: open.candidates, obstacle: undefined };
  }
  const commands = solve(hostsThatFit(test, scheme)).candidates;
  return { addresses: [], commands, obstacle: formatObstacle(open.missing) };
}

const root = { method: 'GET', path: '/', headers: {} };

function conditionsOf({ testRule }: ReviewedListener): readonly RuleCondition[] {
  return testRule?.Conditions ?? [];
}

function isNotOnHeader({ Field }: RuleCondition): boolean {
  return Field !== 'http-header';
}

/** Names that match the rule and, behind https, the patterns of the certificate too, in which a star is one label. */
function hostsThatFit(test: ReviewedListener, scheme: Candidate['scheme']): readonly string[] {
  const own = conditionsOf(test).filter(({ Field }) => Field === 'host-header');
  const patterns =
    own.length > 0 ? [...own.flatMap(valuesOf), ...own.flatMap(regexesOf).flatMap(regexWitnesses)] : ['*'];
  const names = scheme === 'https' ? (test.certificateNames ?? []) : [undefined];
  const found = patterns.flatMap((pattern) => names.flatMap((name) => hostThatFits(pattern, name)));
  return found.filter(isHostName);
}

function hostThatFits(pattern: string, certificateName = '*'): readonly string[] {
  const host = commonWitness([atLeastOne(pattern), atLeastOne(certificateName)]);
  if (host === undefined) return [];
  return certificateName === '*' || labelsOf(host) === labelsOf(certificateName) ? [host] : [];
}

function labelsOf(name: string): number {
  return name.split('.').length;
}

function atLeastOne(pattern: string): string {
  return pattern.replace(/^\*/, '?*');
}

function formatObstacle(missing: readonly Gap[]): string {
  return missing.map(({ what }) => what).join(', and ') || 'no request to it could be made out';
}

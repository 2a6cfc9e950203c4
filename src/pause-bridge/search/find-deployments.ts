import type { SearchPlace } from './search-places.ts';
import { placesOf, rotated, withinClusters } from './search-places.ts';

/** What a search reads. Each call is one call to AWS, and rejects as the SDK does. */
export interface DeploymentFinder {
  /** A page of the names of parameters below a name. */
  listParameters(prefix: string, token: string | undefined, signal: AbortSignal): Promise<Page>;
  /** A page of the names of clusters. */
  listClusters(token: string | undefined, signal: AbortSignal): Promise<Page>;
  /** A page of the names of a cluster's services. */
  listServices(cluster: string, token: string | undefined, signal: AbortSignal): Promise<Page>;
  /** The ARNs of the deployments of these services that run now; at most 10 services. */
  runningDeployments(cluster: string, services: readonly string[], signal: AbortSignal): Promise<readonly string[]>;
}

type Page = { names: readonly string[]; next?: string | undefined };

type SearchScope = {
  /** The name of the account's parameter. */
  prefix: string;
  /** Whether that parameter exists, or anything else makes every service one that may be configured. */
  isEverything: boolean;
  /** The clusters that the bridge may read: a name, or a pattern such as `prod-*`. */
  clusters: string;
  /** Counts the searches. One that cannot finish starts elsewhere the next time. */
  turn: number;
};

/** More than that is left to the next searches. At about 50 ms a call, this is a few seconds. */
const maxCalls = 60;
/** What DescribeServices takes. */
const servicesPerCall = 10;

/** Counts the calls of one search, and what failed. */
type Budget = { left: number; failures: unknown[] };

/** A cluster that may not be read must not hide the others, but throttled calls are not repeated forever. */
const maxFailures = 3;

/**
 * The service deployments that run now in the services that may be configured, with a bounded number of calls, one after the other. What does not
 * fit is found by later searches.
 *
 * @param found - called for each; counts as a call, too
 * @throws what failed first, at the end or once three things have failed
 */
export async function findDeployments(
  finder: DeploymentFinder,
  scope: SearchScope,
  found: (serviceDeploymentArn: string) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const budget: Budget = { left: maxCalls, failures: [] };
  const places = await findPlaces(finder, scope, budget, signal);
  const within = withinClusters(places, scope.clusters);
  const lap = Math.floor(scope.turn / Math.max(1, within.length));
  for (const place of rotated(within, scope.turn)) {
    const services = place.services ?? (await attempt(budget, () => servicesOf(finder, place, budget, signal))) ?? [];
    for (const chunk of rotated(chunksOf(services), lap)) {
      const arns = await attempt(budget, () => finder.runningDeployments(place.cluster, chunk, signal));
      for (const arn of arns ?? []) await attempt(budget, () => found(arn));
    }
  }
  if (budget.failures.length > 0) throw budget.failures[0];
}

/** Undefined if it failed, or if there are no calls left. */
async function attempt<T>(budget: Budget, call: () => Promise<T>): Promise<T | undefined> {
  if (!spend(budget)) return undefined;
  try {
    return await call();
  } catch (error) {
    budget.failures.push(error);
    if (budget.failures.length >= maxFailures) throw budget.failures[0];
    return undefined;
  }
}

async function findPlaces(
  finder: DeploymentFinder,
  { prefix, isEverything }: SearchScope,
  budget: Budget,
  signal: AbortSignal,
): Promise<readonly SearchPlace[]> {
  if (!isEverything) {
    const names = await allPages((token) => finder.listParameters(prefix, token, signal), budget);
    const places = placesOf(prefix, names);
    if (places) return places;
  }
  const clusters = await allPages((token) => finder.listClusters(token, signal), budget);
  return clusters.toSorted().map((cluster) => ({ cluster }));
}

async function servicesOf(finder: DeploymentFinder, { cluster }: SearchPlace, budget: Budget, signal: AbortSignal) {
  const names = await allPages((token) => finder.listServices(cluster, token, signal), budget);
  return names.toSorted();
}

/** As many pages as the budget allows. */
async function allPages(list: (token: string | undefined) => Promise<Page>, budget: Budget): Promise<string[]> {
  const all: string[] = [];
  let token: string | undefined;
  do {
    if (!spend(budget)) break;
    const { names, next } = await list(token);
    all.push(...names);
    token = next;
  } while (token !== undefined);
  return all;
}

function spend(budget: Budget): boolean {
  budget.left -= 1;
  return budget.left >= 0;
}

function chunksOf(services: readonly string[]): string[][] {
  const count = Math.ceil(services.length / servicesPerCall);
  return Array.from({ length: count }, (_, index) =>
    services.slice(index * servicesPerCall, (index + 1) * servicesPerCall),
  );
}

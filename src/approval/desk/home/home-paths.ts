import type { DeploymentRef } from '../../../hook/report.ts';

type Query = Readonly<Record<string, string | undefined>>;

/** The path of a page of decided requests. */
export function decidedPath(query: { service?: string | undefined; before?: string | undefined } = {}): string {
  return pathOf('/decided', query);
}

/** The path of a page of open requests. */
export function openPath(query: { service?: string | undefined; after?: string | undefined } = {}): string {
  return pathOf('/open', query);
}

function pathOf(path: string, query: Query): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

/** The path of the page about one deployment. */
export function deploymentPath({ cluster, service, deploymentId }: DeploymentRef): string {
  return `/deployments/${[cluster, service, deploymentId].map(encodeURIComponent).join('/')}`;
}

import type { DeploymentRef } from '../../../hook/report.ts';

/** The path of a page of decided requests. */
export function decidedPath(query: { service?: string | undefined; before?: string | undefined } = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length === 0 ? '/decided' : `/decided?${new URLSearchParams(given)}`;
}

/** The path of the page about one deployment. */
export function deploymentPath({ cluster, service, deploymentId }: DeploymentRef): string {
  return `/deployments/${[cluster, service, deploymentId].map(encodeURIComponent).join('/')}`;
}

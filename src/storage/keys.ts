import type { DeploymentRef } from '../hook/report.ts';

/** One gate of one deployment. The fields together identify its request permanently, so that a repeated invocation finds it. */
export type GateRef = DeploymentRef & {
  stage: string;
  /** The green revision's share of production traffic in percent, if the event has it. */
  step?: number | undefined;
  gate?: string | undefined;
};

/**
 * The ledger's key for a gate's request: `approvals/<account>/<region>/<cluster>/<service>/<deploymentId>/<stage>[@<weight>][.<gate>].json`.
 * The gate of a part of a composed check is `<gate>.<part>`, and `.<part>` if the hook has no gate name.
 * Derived from the deployment, never from an invocation.
 */
export function requestKey(gate: GateRef): string {
  return `${requestPrefix}${gatePath(gate)}.json`;
}

/** The empty object that says that a request is pending: `open/` and the rest of its key. */
export function openKey(key: string): string {
  return `${openPrefix}${key.slice(requestPrefix.length)}`;
}

/** The request's key for one of its index objects. */
export function requestKeyOfOpen(key: string): string {
  return `${requestPrefix}${key.slice(openPrefix.length)}`;
}

/** An account and Region, one cluster there, or one service of it. */
export type Place = { account: string; region: string; cluster?: string | undefined; service?: string | undefined };

/** The prefix of the index objects of everything pending at a place. */
export function openPrefixAt({ account, region, cluster, service }: Place): string {
  const names = cluster === undefined ? [] : [cluster, ...(service === undefined ? [] : [service])];
  // With the slash, so that the service `shop` does not match `shop-api`.
  return `${openPrefix}${[account, region, ...names].join('/')}/`;
}

/** The deployment of a request's key; undefined if it is not such a key. */
export function deploymentOfKey(key: string): DeploymentRef | undefined {
  if (!isRequestKey(key)) return undefined;
  const [, account = '', region = '', cluster = '', service = '', deploymentId = ''] = key.split('/');
  return { account, region, cluster, service, deploymentId };
}

export const requestPrefix = 'approvals/';
export const openPrefix = 'open/';

/**
 * The key of a picture that a check takes at a gate: `screenshots/` and the rest as of a report, then the name.
 *
 * @param name - such as `1-green`, of lower-case letters, digits and hyphens
 */
export function screenshotKey(gate: GateRef, name: string): string {
  return `${screenshotPrefix}${gatePath(gate)}/${name}.png`;
}

/**
 * The key of a picture of this deployment, by the rest of it: `POST_TEST_TRAFFIC_SHIFT/1-green`. Undefined if the string, which may come from outside,
 * cannot be one.
 */
export function screenshotOf(deployment: DeploymentRef, rest: string): string | undefined {
  const isOne = /^[A-Z0-9_]{1,64}(@[0-9.]{1,8})?(\.[A-Za-z0-9_-]{1,40})?\/\d{1,2}-(green|blue|difference)$/.test(rest);
  return isOne ? `${screenshotPrefix}${deploymentPath(deployment)}/${rest}.png` : undefined;
}

/** The opposite: what identifies the picture of a key within this deployment. Undefined if it is not a key of one. */
export function pictureOfKey(deployment: DeploymentRef, key: string): string | undefined {
  const rest = key.slice(`${screenshotPrefix}${deploymentPath(deployment)}/`.length, -'.png'.length);
  return screenshotOf(deployment, rest) === key ? rest : undefined;
}

const screenshotPrefix = 'screenshots/';

/** The key of a check's report on a gate. */
export function reportKey(gate: GateRef, check: string): string {
  return `${reportPrefix(gate)}${gatePath(gate).split('/').at(-1)}.${check}.json`;
}

export function reportPrefix(deployment: DeploymentRef): string {
  return `reports/${deploymentPath(deployment)}/`;
}

/** The prefix of the keys of all requests of a deployment. */
export function requestsPrefix(deployment: DeploymentRef): string {
  return `${requestPrefix}${deploymentPath(deployment)}/`;
}

/** The prefix of the keys of the reasons for rolling a deployment back. */
export function rollbackPrefix(deployment: DeploymentRef): string {
  return `rollbacks/${deploymentPath(deployment)}/`;
}

/** Whether a string from outside can be a request's key. */
export function isRequestKey(text: string): boolean {
  return /^approvals\/\d{1,12}\/[a-z0-9-]{1,32}(\/[A-Za-z0-9_-]{1,255}){3}\/[A-Z0-9_]{1,64}(@[0-9.]{1,8})?(\.?(\.[A-Za-z0-9_-]{1,40}){1,8})?\.json$/.test(
    text,
  );
}

function deploymentPath({ account, region, cluster, service, deploymentId }: DeploymentRef): string {
  return `${account}/${region}/${cluster}/${service}/${deploymentId}`;
}

function gatePath({ stage, step, gate, ...deployment }: GateRef): string {
  // ECS uses tenths; rounding keeps the last digits of a double out of the name.
  const place = `${stage}${step === undefined ? '' : `@${Number(step.toFixed(3))}`}${gate === undefined ? '' : `.${gate}`}`;
  return `${deploymentPath(deployment)}/${place}`;
}

import { formatGateName } from '../../approval/notice/report-words.ts';
import { requestVersion } from '../../approval/request/request-version.ts';
import { type HookableStage, hookableStages } from '../../hook/target.ts';
import { deploymentOfKey, isRequestKey, type Place } from '../../storage/keys.ts';
import { formatTime } from '../../wording/times.ts';
import { formatValue } from '../../wording/values.ts';
import { CliError } from '../command/cli-error.ts';
import { type DeploymentName, readDeploymentName } from '../deployment/deployment-name.ts';
import type { LedgerParts } from '../deployment/read-gates.ts';
import { listOpenKeys, type OpenRequest, readOpenRequests } from './open-requests.ts';

export type RequestFlags = { request?: string | undefined; stage?: string | undefined; gate?: string | undefined };

/** Which request is meant: the one with this key, or the open one of a service or deployment. */
type NamedRequest = { key: string } | (DeploymentName & Omit<RequestFlags, 'request'>);

/** @throws {CliError} if no request is named, or two are, or the stage does not exist */
export function readWantedRequest(name: string | undefined, { request: key, stage, gate }: RequestFlags): NamedRequest {
  if (key !== undefined) {
    if (name !== undefined || stage !== undefined || gate !== undefined) {
      throw new CliError('--request already names the request', { next: 'leave out the service, --stage and --gate' });
    }
    if (isRequestKey(key)) return { key };
    throw new CliError(`--request "${key}" is not the key of a request`, {
      next: 'greenlight open -o json shows the keys',
    });
  }
  if (name === undefined) {
    throw new CliError('no request is named', {
      next: 'write <cluster>/<service>, or --request <key>; greenlight open lists the open requests',
    });
  }
  return { ...readDeploymentName(name), stage: stage === undefined ? undefined : readStage(stage), gate };
}

/** With a misspelled one, it would look as if nothing were open. */
function readStage(text: string): HookableStage {
  const found = hookableStages.find((stage) => stage === text.toUpperCase());
  if (found !== undefined) return found;
  throw new CliError(`--stage ${formatValue(text)} is not a stage that calls hooks`, {
    next: `write one of ${hookableStages.join(', ')}`,
  });
}

/**
 * Finds the request that is meant.
 *
 * @param here - where services are that are not named by an ARN
 * @returns undefined if none is open
 * @throws {CliError} if several are
 */
export async function chooseRequest(
  wanted: NamedRequest,
  { ledger, listObjects }: Pick<LedgerParts, 'ledger' | 'listObjects'>,
  here: Pick<Place, 'account' | 'region'>,
  signal: AbortSignal,
): Promise<OpenRequest | undefined> {
  if ('key' in wanted) {
    const stored = await ledger.read(wanted.key, signal);
    if (stored) return { key: wanted.key, request: stored.request, version: requestVersion(stored.request) };
    throw new CliError(`there is no request ${wanted.key}`, {
      next: 'greenlight open -o json lists the open requests',
    });
  }
  const keys = await listKeysOf(wanted, { listObjects }, here, signal);
  const { requests, unknown } = await readOpenRequests({ ledger }, keys, signal);
  const fitting = requests.filter(
    ({ request: { subject } }) =>
      (wanted.stage === undefined || subject.stage === wanted.stage) &&
      (wanted.gate === undefined || [subject.gate, formatGateName('approval', subject.gate)].includes(wanted.gate)),
  );
  const [only, ...others] = fitting;
  if (others.length > 0) {
    throw new CliError(`${fitting.length} requests of ${wanted.cluster}/${wanted.service} are open`, {
      next: `name one:\n${fitting.map(({ key, request }) => `    --request ${key}   until ${formatTime(new Date(request.deadline))}`).join('\n')}`,
    });
  }
  if (!only && unknown.length > 0) {
    throw new CliError(unknown.join('; '), {
      next: 'fix the object in the bucket, or restore an earlier version of it',
    });
  }
  return only;
}

/** Also of a service in another account, if it is among the first thousand that are open. */
async function listKeysOf(
  { cluster, service, deployment }: DeploymentName,
  parts: Pick<LedgerParts, 'listObjects'>,
  here: Pick<Place, 'account' | 'region'>,
  signal: AbortSignal,
): Promise<string[]> {
  const { account, region } = deployment ?? here;
  const own = await listOpenKeys(parts, signal, { account, region, cluster, service });
  const keys = own.length > 0 ? own : await listOpenKeys(parts, signal);
  return keys.filter((key) => {
    const of = deploymentOfKey(key);
    const isOfService = of?.cluster === cluster && of.service === service;
    return isOfService && (deployment === undefined || deployment.deploymentId === of.deploymentId);
  });
}

import { formatGateName } from '../../approval/notice/report-words.ts';
import { requestVersion } from '../../approval/request/request-version.ts';
import { isRequestKey } from '../../storage/keys.ts';
import { formatTime } from '../../wording/times.ts';
import { CliError } from '../command/cli-error.ts';
import { type DeploymentName, readDeploymentName } from '../deployment/deployment-name.ts';
import type { LedgerParts } from '../deployment/read-gates.ts';
import { type OpenRequest, readOpenRequests } from './open-requests.ts';

export type RequestFlags = { request?: string | undefined; stage?: string | undefined; gate?: string | undefined };

/** Which request is meant: the one with this key, or the open one of a service or deployment. */
type NamedRequest = { key: string } | (DeploymentName & Omit<RequestFlags, 'request'>);

/** @throws {CliError} if no request is named, or two are */
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
  return { ...readDeploymentName(name), stage: stage?.toUpperCase(), gate };
}

/**
 * Finds the request that is meant.
 *
 * @returns undefined if none is open
 * @throws {CliError} if several are
 */
export async function chooseRequest(
  wanted: NamedRequest,
  { ledger }: Pick<LedgerParts, 'ledger'>,
  signal: AbortSignal,
): Promise<OpenRequest | undefined> {
  if ('key' in wanted) {
    const stored = await ledger.read(wanted.key, signal);
    if (stored) return { key: wanted.key, request: stored.request, version: requestVersion(stored.request) };
    throw new CliError(`there is no request ${wanted.key}`, {
      next: 'greenlight open -o json lists the open requests',
    });
  }
  const { requests, unknown } = await readOpenRequests({ ledger }, signal, (key) => {
    const [, , , cluster, service, deploymentId] = key.split('/');
    const { deployment } = wanted;
    return (
      cluster === wanted.cluster &&
      service === wanted.service &&
      (deployment === undefined || deployment.deploymentId === deploymentId)
    );
  });
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

import type { Ledger } from '../../approval/request/ledger.ts';
import { type RollbackRequest, readRollbacks } from '../../approval/rollback/rollback-request.ts';
import type { DeploymentRef, Report } from '../../hook/report.ts';
import { requestsPrefix } from '../../storage/keys.ts';
import type { Reports } from '../../storage/reports.ts';
import type { ListObjects, ObjectStore } from '../../storage/store.ts';
import { formatError } from '../../wording/values.ts';
import type { GateRequest } from './snapshot/snapshot.ts';

/** Greenlight's bucket, to read. */
export type LedgerParts = {
  ledger: Pick<Ledger, 'read' | 'listOpen'>;
  reports: Pick<Reports, 'read'>;
  list: ObjectStore['list'];
  listObjects: ListObjects;
  read: ObjectStore['read'];
};

type Gates = {
  requests: readonly GateRequest[];
  reports: readonly Report[];
  rollbacks: readonly RollbackRequest[];
  unknown: readonly string[];
};

/** Everything in the ledger about a deployment. Rejects only if the signal aborts: `unknown` lists what cannot be read. */
export async function readGates(
  { ledger, reports, list, read }: Omit<LedgerParts, 'listObjects'>,
  deployment: DeploymentRef,
  signal: AbortSignal,
): Promise<Gates> {
  const unknown: string[] = [];
  const unlessUnknown = async <Value>(what: string, reading: Promise<Value>): Promise<Value | undefined> => {
    try {
      return await reading;
    } catch (error) {
      signal.throwIfAborted();
      unknown.push(`${what}: ${formatError(error)}`);
      return undefined;
    }
  };
  const [keys = [], reported = [], rollbacks = []] = await Promise.all([
    unlessUnknown('the approval requests cannot be read', list(requestsPrefix(deployment), signal)),
    unlessUnknown('the reports of the checks cannot be read', reports.read(deployment, signal)),
    unlessUnknown('the reasons of rollbacks cannot be read', readRollbacks({ list, read }, deployment, signal)),
  ]);
  const requests = await Promise.all(
    keys.map(async (key) => {
      const stored = await unlessUnknown(`the request ${key} cannot be read`, ledger.read(key, signal));
      return stored ? [{ key, request: stored.request }] : [];
    }),
  );
  return { requests: requests.flat(), reports: reported, rollbacks, unknown };
}

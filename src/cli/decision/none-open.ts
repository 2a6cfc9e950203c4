import type { ECSClient } from '@aws-sdk/client-ecs';
import { cleanLines } from '../../wording/lines.ts';
import { describeService } from '../aws/describe-service.ts';
import { noSuchService } from '../aws/no-such-service.ts';
import { CliError } from '../command/cli-error.ts';
import type { DeploymentName } from '../deployment/deployment-name.ts';
import type { LedgerParts } from '../deployment/read-gates.ts';
import { listOpenKeys } from './open-requests.ts';

type Wanted = DeploymentName & { stage?: string | undefined; gate?: string | undefined };

type NoneOpenParts = {
  ecs: () => Promise<Pick<ECSClient, 'send'>>;
  ledger: Pick<LedgerParts, 'listObjects'>;
  region: string;
  signal: AbortSignal;
};

/**
 * Why there is nothing to decide, with what is open instead.
 *
 * @param name - as it was typed
 * @throws {CliError} if ECS has no such service or cluster. If ECS cannot be asked, nothing is said about that.
 */
export async function explainNoneOpen(
  choice: string,
  name: string,
  wanted: Wanted,
  { ecs, ledger, region, signal }: NoneOpenParts,
): Promise<{ message: string; next: string }> {
  const where = [wanted.stage && ` at ${wanted.stage}`, wanted.gate && ` of gate ${wanted.gate}`]
    .filter(Boolean)
    .join('');
  const own = `${wanted.cluster}/${wanted.service}`;
  const open = (await openServices(ledger, signal)).filter((service) => service !== own || where !== '');
  const waiting = open.length === 0 ? '' : `; open are requests of ${formatServices(open)}`;
  const missing = await findMissing(wanted, ecs, region);
  if (missing) throw new CliError(`${missing.message}${waiting}`, { next: missing.next });
  return {
    message: `no request of ${name}${where} is open, so there is nothing to ${choice}${waiting}`,
    next: `greenlight explain ${name} shows what was decided`,
  };
}

/** Of the first thousand open requests; one that is about to be decided may still be in it. */
async function openServices(ledger: NoneOpenParts['ledger'], signal: AbortSignal): Promise<string[]> {
  const keys = await listOpenKeys(ledger, signal).catch(() => []);
  return [...new Set(keys.map((key) => key.split('/').slice(3, 5).map(cleanLines).join('/')))].sort();
}

function formatServices(services: readonly string[]): string {
  const shown = services.slice(0, maxNamed).join(', ');
  return services.length > maxNamed ? `${shown} and ${services.length - maxNamed} more` : shown;
}

const maxNamed = 5;

async function findMissing(
  { cluster, service }: Wanted,
  ecs: NoneOpenParts['ecs'],
  region: string,
): Promise<CliError | undefined> {
  try {
    const { status } = await describeService(await ecs(), { cluster, service }, region);
    return status === 'INACTIVE' ? noSuchService({ cluster, service }, region, 'it was deleted') : undefined;
  } catch (error) {
    return error instanceof CliError ? error : undefined;
  }
}

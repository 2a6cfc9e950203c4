import { awsClients } from '../../aws/aws-clients.ts';
import type { AwsFlags } from '../../aws/aws-command.ts';
import type { ExitCode } from '../../aws/run-action.ts';
import { readServiceRef } from '../../aws/service-ref.ts';
import { type DetachFlags, planDetach } from '../plan-detach.ts';
import { type CarryOutFlags, carryOut } from './carry-out.ts';

export type DetachCommandFlags = AwsFlags & CarryOutFlags & DetachFlags;

/** The action of `greenlight detach`. */
export async function runDetach(service: string, flags: DetachCommandFlags): Promise<ExitCode> {
  const ref = readServiceRef(service);
  const clients = await awsClients(flags);
  return carryOut(clients, await planDetach(clients, ref, flags), flags);
}

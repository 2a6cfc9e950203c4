import type { AwsFlags } from '../aws/aws-command.ts';
import { type ExitCode, printJson } from '../aws/run-action.ts';
import { screenOn } from '../terminal/screen.ts';
import { renderTree } from '../terminal/tree.ts';
import { withProgress } from '../terminal/with-progress.ts';
import type { SelectionFlags } from './choose/selection.ts';
import { openDeployment } from './open-deployment.ts';
import { outcomeOf } from './snapshot/snapshot.ts';
import { snapshotJson } from './snapshot/snapshot-json.ts';
import { snapshotTree } from './snapshot/snapshot-tree.ts';

export type StatusFlags = AwsFlags & SelectionFlags;

/** The action of `greenlight status`. */
export async function showStatus(name: string, flags: StatusFlags): Promise<ExitCode> {
  const { signal } = new AbortController();
  const { look } = await openDeployment(name, flags, signal);
  const snapshot = await withProgress('reading ECS and the ledger', look(signal));
  if (flags.output === 'json') {
    printJson(snapshotJson(snapshot));
  } else {
    const { colour, isTerminal, columns } = screenOn(process.stdout, () => {});
    const lines = renderTree(snapshotTree(snapshot), { colour, ...(isTerminal && { columns }) });
    process.stdout.write(`${lines.join('\n')}\n`);
    for (const sentence of snapshot.unknown) process.stderr.write(`note: ${sentence}\n`);
  }
  return outcomeOf(snapshot.deployment.status) === 'failed' ? 1 : 0;
}

import type { Service } from '@aws-sdk/client-ecs';
import type { AwsClients } from '../aws/aws-clients.ts';
import type { AwsFlags } from '../aws/aws-command.ts';
import { describeService } from '../aws/describe-service.ts';
import { type ExitCode, printJson } from '../aws/run-action.ts';
import type { SelectionFlags } from '../deployment/choose/selection.ts';
import { openDeployment } from '../deployment/open-deployment.ts';
import { deploymentHero } from '../deployment/snapshot/deployment-hero.ts';
import { outcomeOf, type Snapshot } from '../deployment/snapshot/snapshot.ts';
import { type Hero, renderHero } from '../terminal/render-hero.ts';
import { screenOn } from '../terminal/screen.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { actionLogReader } from './action-log-reader.ts';
import { examineService } from './examine-service.ts';
import { explainDeployment } from './explain-deployment.ts';
import { formatExplanation } from './format-explanation.ts';
import { logGroupOf } from './hook-log.ts';
import { logReader } from './log-reader.ts';

export type ExplainFlags = AwsFlags & SelectionFlags;

/** The action of `greenlight explain`. */
export async function runExplain(name: string, flags: ExplainFlags): Promise<ExitCode> {
  const { signal } = new AbortController();
  const { look, clients, stack } = await openDeployment(name, flags, signal);
  const snapshot = await look(signal);
  const [logs, service] = await Promise.all([clients.logs(), readService(clients, snapshot)]);
  const readLog = logReader(logs);
  const readActionLog = actionLogReader(logs, readLog);
  const explanation = await withProgress(
    'reading the logs of the hooks, and the service',
    explainDeployment(snapshot, {
      readLog,
      readActionLog,
      service,
      examine: () => examineService(clients, snapshot.ref, service, stack),
      logGroupOf: (arn) => logGroupOf(arn, stack),
      signal,
    }),
  );
  if (flags.output === 'json')
    printJson({ serviceDeploymentArn: snapshot.arn, status: snapshot.deployment.status, ...explanation });
  else {
    const { colour, isTerminal, columns: own } = screenOn(process.stdout, () => {});
    const columns = isTerminal ? Math.min(own, 120) : 100;
    process.stdout.write(`${renderHero(heroOf(snapshot), { colour, columns }).join('\n')}\n\n`);
    process.stdout.write(formatExplanation(explanation, columns, snapshot.now));
  }
  return outcomeOf(snapshot.deployment.status) === 'failed' ? 1 : 0;
}

/** Without the advice to explain it. */
function heroOf(snapshot: Snapshot): Hero {
  const { next, ...hero } = deploymentHero(snapshot);
  return next === undefined || next.startsWith('greenlight explain ') ? hero : { ...hero, next };
}

/** It only adds a note, so the explanation does not fail if it cannot be read. */
async function readService(clients: AwsClients, { ref }: Snapshot): Promise<Service | undefined> {
  return await describeService(await clients.ecs(), ref, ref.region).catch(() => undefined);
}

import { loadOnce } from '../../hook/load-once.ts';
import { readServiceHooks } from '../../service-hooks/service-hook.ts';
import { readDirectory } from '../attach/read-directory.ts';
import { readService } from '../attach/read-service.ts';
import { type AwsClients, awsClients } from '../aws/aws-clients.ts';
import type { AwsFlags } from '../aws/aws-command.ts';
import { type ExitCode, printJson } from '../aws/run-action.ts';
import { readServiceRef, type ServiceRef } from '../aws/service-ref.ts';
import { CliError } from '../command/cli-error.ts';
import { ecsDeployments } from '../deployment/ecs-deployments.ts';
import { screenOn } from '../terminal/screen.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { type Backtested, backtestDeployment } from './backtest-service.ts';
import { type FoundMetrics, metricsOfFile, metricsOfHooks } from './find-metrics.ts';
import type { BacktestStage } from './past-deployment.ts';
import { choosePast, daysOfMinutes } from './read-past.ts';
import { formatBacktestSummary, renderBacktest, summarize } from './render-backtest.ts';
import type { MetricReaders } from './replay-call.ts';

export type BacktestFlags = AwsFlags & { check: 'metrics'; details?: string; stage?: BacktestStage; last: number };

type CheckBacktest = Pick<FoundMetrics, 'at' | 'stages' | 'leftOut'> & { deployments: readonly Backtested[] };

/** The action of `greenlight backtest`. */
export async function runBacktest(name: string, flags: BacktestFlags): Promise<ExitCode> {
  const ref = readServiceRef(name);
  // A mistake in the file is found before AWS is asked.
  const ofFile = flags.details === undefined ? undefined : await metricsOfFile(flags.details, flags.stage);
  const clients = await awsClients(flags);
  const found = ofFile ?? (await metricsOfService(clients, ref, flags));
  const results = await backtestAll(clients, ref, found, flags.last);
  tell(`${ref.cluster}/${ref.service}`, results, flags);
  return results.every(({ deployments }) => isHarmless(deployments)) ? 0 : 1;
}

/** Whether it says that the check would have let everything pass that was good. What was never replayed says nothing. */
function isHarmless(deployments: readonly Backtested[]): boolean {
  const { replayed, wouldHaveFailedGood } = summarize(deployments);
  return replayed > 0 && wouldHaveFailedGood === 0;
}

async function metricsOfService(
  clients: AwsClients,
  ref: ServiceRef,
  { stack, stage }: BacktestFlags,
): Promise<readonly FoundMetrics[]> {
  const [directory, { hooks }] = await Promise.all([
    readDirectory(clients, stack, ref),
    clients.ecs().then((client) => readService(client, ref, clients.region)),
  ]);
  const found = metricsOfHooks(await readServiceHooks(hooks, directory), `${ref.cluster}/${ref.service}`);
  return stage === undefined ? found : found.map((one) => ({ ...one, stages: [stage] }));
}

async function backtestAll(
  clients: AwsClients,
  ref: ServiceRef,
  found: readonly FoundMetrics[],
  last: number,
): Promise<readonly CheckBacktest[]> {
  const { signal } = new AbortController();
  const now = new Date();
  const ecs = ecsDeployments(await clients.ecs());
  const all = await ecs.list(ref, signal);
  const past = choosePast(all, now, last);
  if (past.length === 0) {
    throw new CliError(
      `no deployment of ${ref.cluster}/${ref.service} has ended in the last ${daysOfMinutes} days, which is how long CloudWatch keeps the values of single minutes`,
    );
  }
  const ports = { ecs, readers: await metricReaders(clients), now };
  const results = [];
  for (const check of found) {
    const deployments = [];
    for (const [index, brief] of past.entries()) {
      const what = `replaying deployment ${index + 1} of ${past.length}`;
      deployments.push(await withProgress(what, backtestDeployment(check, brief, all, ports, signal)));
    }
    results.push({ at: check.at, stages: check.stages, leftOut: check.leftOut, deployments });
  }
  return results;
}

/** Those of the gate's own function, with the caller's credentials. */
async function metricReaders(clients: AwsClients): Promise<MetricReaders> {
  const { awsMetricReaders } = await import('../../functions/lazy/metrics/aws-metric-readers.ts');
  const credentials = loadOnce(async () => (await clients.cloudwatch()).config.credentials);
  return awsMetricReaders({ region: clients.region, credentials: async () => (await credentials())() });
}

function tell(service: string, results: readonly CheckBacktest[], { output }: BacktestFlags): void {
  if (output === 'json') {
    const checks = results.map((one) => ({ ...one, summary: summarize(one.deployments) }));
    printJson({ service, days: daysOfMinutes, checks });
    return;
  }
  const { colour, columns } = screenOn(process.stdout, () => {});
  const lines = results.flatMap(({ at, stages, leftOut, deployments }) => [
    `${service}   ${at}   ${stages.join(', ')}`,
    ...(leftOut.length > 0 ? [`without ${leftOut.join(', ')}: which tasks ran then is not known`] : []),
    '',
    ...renderBacktest(deployments, { colour, columns }),
    '',
    ...formatBacktestSummary(summarize(deployments)),
    '',
  ]);
  process.stdout.write(`${lines.slice(0, -1).join('\n')}\n`);
}

import { type Command, Option } from 'commander';
import { awsCommand } from '../aws/aws-command.ts';
import { runAction } from '../aws/run-action.ts';
import { wholeNumber } from '../simulate/simulate-flags.ts';
import { backtestStages } from './past-deployment.ts';
import type { BacktestFlags } from './run-backtest.ts';

/** `greenlight backtest`: how often a check would have failed. */
export function backtestCommand(): Command {
  return awsCommand('backtest', {
    description: 'Show how often a metrics check would have failed past deployments',
    exitCodes: '0 none that succeeded would have failed, 1 some would, or none could be replayed',
    examples: [
      'greenlight backtest prod-cluster/retail-ui',
      'greenlight backtest prod-cluster/retail-ui --details gate.json --last 50',
      'greenlight backtest prod-cluster/retail-ui -o json | jq .checks[].summary',
    ],
    notes: 'CloudWatch keeps one-minute values for 15 days: older deployments cannot be replayed.',
  })
    .argument('<service>', '<cluster>/<service>, or its ARN')
    .addOption(new Option('--check <name>', 'the check to replay').choices(['metrics']).default('metrics'))
    .option('--details <file>', 'hookDetails of a gate, its list of checks, or the keys of one metrics check')
    .addOption(new Option('--stage <stage>', "replay it at this stage (default: the hook's)").choices(backtestStages))
    .option('--last <n>', 'how many deployments, the newest first', wholeNumber(1, 200), 20)
    .action((service: string, flags: BacktestFlags) =>
      runAction('backtest', flags.output, async () => {
        const { runBacktest } = await import('./run-backtest.ts');
        return runBacktest(service, flags);
      }),
    );
}

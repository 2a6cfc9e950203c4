import type { Bench } from './bench.ts';
import type { RecordedError } from './recorded.ts';
import { changeDesiredCount, changeServiceHooks, refusalOf, updateService } from './start-trial.ts';
import type { Act, EcsTrial } from './trial.ts';
import { trialConfiguration } from './trial-configuration.ts';

/** The deployment that is acted on; `pauseId` is the pause that was seen last. */
type Acted = { arn: string; pauseId: string | undefined; trial: EcsTrial };

/** Does one thing to a deployment. A refusal by ECS is a result, not an error. */
export async function performAct(what: Act['do'], bench: Bench, acted: Acted): Promise<{ error?: RecordedError }> {
  const error = await refusalOf(perform(what, bench, acted), [bench.cluster, bench.service]);
  return error ? { error } : {};
}

async function perform(what: Act['do'], bench: Bench, { arn, pauseId, trial }: Acted): Promise<void> {
  const { ContinueServiceDeploymentCommand, StopServiceDeploymentCommand } = await import('@aws-sdk/client-ecs');
  const serviceDeploymentArn = arn;
  switch (what) {
    case 'continue':
    case 'reject': {
      const action = what === 'reject' ? 'ROLLBACK' : 'CONTINUE';
      const answer = { serviceDeploymentArn, hookId: pauseId ?? '', action } as const;
      await bench.ecs.send(new ContinueServiceDeploymentCommand(answer));
      return;
    }
    case 'stop':
    case 'abort': {
      const stopType = what === 'abort' ? 'ABORT' : 'ROLLBACK';
      await bench.ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType }));
      return;
    }
    case 'deploy-again':
      return updateService(bench, trialConfiguration({ ...trial, hooks: trial.hooksOfSecond ?? [] }, bench));
    case 'reconfigure':
      return changeServiceHooks(bench, trialConfiguration({ ...trial, hooks: trial.hooksOfSecond ?? [] }, bench));
    case 'scale':
      return changeDesiredCount(bench, 1);
    case 'unthrottle':
      return bench.arrange('throttled', false);
    case 'alarm':
      return bench.arrange('alarm', true);
  }
}

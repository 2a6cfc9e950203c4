import type { LoadBalancer } from '@aws-sdk/client-ecs';
import type { AwsClients } from '../../aws/aws-clients.ts';
import type { Bench } from '../trial/bench.ts';
import type { Setting } from '../trial/trial.ts';
import { readListenerShares } from './listener-shares.ts';
import type { ObserveOutputs } from './observe-template.ts';
import type { ObservedService } from './observed-service.ts';
import { readEventLog, readRecorderLog } from './read-logs.ts';
import { serviceStack } from './service-stack.ts';

/** The clock of a run. `sleep` rejects if the run is interrupted; `wait` does not, for cleaning up. */
export type BenchClock = {
  now(): Date;
  sleep(seconds: number): Promise<void>;
  wait(seconds: number): Promise<void>;
};

/** What no account can be made to do. */
export const impossibleInAws: Bench['impossible'] = {
  'lost-answer': 'nobody can cut the connection between ECS and Lambda',
  'server-error': 'nobody can make Lambda answer with an error of its own',
};

/** The demo service in an account, with the stack of the run. */
export async function awsBench(
  clients: AwsClients,
  observed: ObservedService,
  outputs: ObserveOutputs,
  clock: BenchClock,
): Promise<Bench> {
  const { cluster, service } = observed;
  const [ecs, logs, elb] = await Promise.all([clients.ecs(), clients.logs(), clients.elb()]);
  return {
    ...{ ecs, cluster, service, pollSeconds: 5 },
    recorderArn: outputs.RecorderArn,
    recorderAliasArn: outputs.RecorderAliasArn,
    invokeRoleArn: outputs.InvokeRoleArn,
    recorderVersionArn: outputs.RecorderVersionArn,
    guardedRoleArns: { account: outputs.GuardedRoleArn, arn: outputs.SourceRoleArn },
    alarmName: outputs.AlarmName,
    // CloudWatch Logs and EventBridge deliver within seconds, as a rule.
    settleSeconds: 60,
    impossible: impossibleInAws,
    now: () => clock.now(),
    sleep: (seconds) => clock.sleep(seconds),
    wait: (seconds) => clock.wait(seconds),
    arrange: (setting, isOn) => arrange(clients, outputs, setting, isOn),
    calls: (since) => readRecorderLog(logs, outputs.RecorderLogGroup, since),
    events: (since) => readEventLog(logs, outputs.EventLogGroup, since),
    listenerShares: (green) => readListenerShares(elb, observed.rules, green),
    serviceStack: serviceStack(clients, (seconds) => clock.wait(seconds)),
    newService: async ({ hasTestRule }) => ({
      ...observed.network,
      loadBalancers: [loadBalancerOf(observed, outputs, hasTestRule)],
    }),
  };
}

function loadBalancerOf({ container }: ObservedService, outputs: ObserveOutputs, hasTestRule: boolean): LoadBalancer {
  const { containerName, containerPort, loadBalancerRoleArn } = container;
  return {
    ...{ containerName, containerPort, targetGroupArn: outputs.FirstGroupArn },
    advancedConfiguration: {
      alternateTargetGroupArn: outputs.SecondGroupArn,
      productionListenerRule: outputs.ProductionRuleArn,
      ...(hasTestRule && { testListenerRule: outputs.TestRuleArn }),
      roleArn: loadBalancerRoleArn,
    },
  };
}

async function arrange(clients: AwsClients, outputs: ObserveOutputs, setting: Setting, isOn: boolean): Promise<void> {
  if (setting === 'alarm') {
    const { SetAlarmStateCommand } = await import('@aws-sdk/client-cloudwatch');
    const StateValue = isOn ? 'ALARM' : 'OK';
    const change = { AlarmName: outputs.AlarmName, StateValue, StateReason: 'greenlight observe' } as const;
    await (await clients.cloudwatch()).send(new SetAlarmStateCommand(change));
  }
  if (setting === 'throttled') {
    const { DeleteFunctionConcurrencyCommand, PutFunctionConcurrencyCommand } = await import('@aws-sdk/client-lambda');
    const FunctionName = outputs.RecorderName;
    const lambda = await clients.lambda();
    if (isOn) await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
    else await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  }
}

import type { LambdaClient } from '@aws-sdk/client-lambda';
import { isJsonObject } from '../../../hook/json.ts';
import type { StackOutputs } from '../../aws/stack.ts';
import { oneByOne } from '../one-by-one.ts';
import { type AppProof, type AppTrial, failed, proved, skipped, tryOut, unknown } from '../proof.ts';
import { invoke } from './invoke.ts';
import { elsewhereOf, type Nowhere, nowhereOf } from './nobody.ts';

/** A function of the app that acts on events. */
type Listener = {
  trial: AppTrial;
  /** The output with its ARN. */
  output: string;
  /** The parameter that deploys it, if one does. */
  parameter?: { name: string; off: string; on: string };
  log: string;
  event: (stack: StackOutputs, arn: string) => object;
};

const expected = 'no error';
const listeners: readonly Listener[] = [
  {
    trial: { id: 'watcher', tried: 'watcher: the end of a deployment', expected },
    output: 'DeploymentWatcherArn',
    log: 'deployment-watcher',
    event: ({ parameters }, arn) =>
      // With this parameter it asks ECS for the tags of the service, and ECS has no such cluster.
      deploymentEnd(parameters.get('Deployers') === 'tag' ? elsewhereOf(arn) : nowhereOf(arn)),
  },
  {
    trial: { id: 'pause-bridge', tried: 'pause bridge: the end of a pause', expected },
    output: 'PauseBridgeArn',
    parameter: { name: 'PauseBridge', off: 'off', on: 'configured' },
    log: 'pause-bridge',
    event: (_stack, arn) => inQueue(pauseEnd(nowhereOf(arn))),
  },
  {
    trial: { id: 'announcer', tried: 'announcer: the end of a deployment', expected },
    output: 'AnnouncerArn',
    parameter: { name: 'Announcements', off: 'off', on: 'on' },
    log: 'announcer',
    event: (_stack, arn) => inQueue(deploymentEnd(nowhereOf(arn))),
  },
];

/**
 * Invokes the watcher, the pause bridge and the announcer with events about a deployment that does not exist, as EventBridge and SQS do. Each looks for
 * what it knows about that deployment, finds nothing and writes nothing.
 */
export async function proveListeners(
  client: LambdaClient,
  stack: StackOutputs,
  signal: AbortSignal,
): Promise<readonly AppProof[]> {
  return oneByOne(listeners, async (listener) => {
    const arn = stack.all.get(listener.output);
    if (arn === undefined) return whyMissing(listener, stack);
    return tryOut(listener.trial, signal, () => prove(client, stack, { ...listener, arn }, signal));
  });
}

function whyMissing({ trial, output, parameter }: Listener, stack: StackOutputs): AppProof {
  const value = parameter && (stack.parameters.get(parameter.name) ?? parameter.off);
  if (parameter && value === parameter.off)
    return skipped(trial, 'not deployed', `${parameter.name}=${parameter.on} deploys it`);
  return unknown(trial, 'not known', {
    said: `the stack has no output ${output}: it is from an earlier version`,
    next: 'deploy the current version, and run greenlight verify again',
  });
}

async function prove(
  client: LambdaClient,
  stack: StackOutputs,
  { trial, log, event, arn }: Listener & { arn: string },
  signal: AbortSignal,
): Promise<AppProof> {
  const next = `aws logs tail /aws/lambda/${stack.stackName}/${log} --since 10m`;
  const invoked = await invoke(client, arn, event(stack, arn), signal);
  if ('crashed' in invoked) return failed(trial, 'an error', { said: invoked.crashed, next });
  const { batchItemFailures = [] } = isJsonObject(invoked.answer) ? invoked.answer : {};
  if (Array.isArray(batchItemFailures) && batchItemFailures.length === 0) return proved(trial);
  return failed(trial, 'not processed', {
    said: 'it could not process the message, and SQS would deliver it again',
    next,
  });
}

/** One message, as SQS delivers it. */
function inQueue(message: object) {
  return { Records: [{ messageId: 'greenlight-verify', body: JSON.stringify(message) }] };
}

function deploymentEnd(place: Nowhere) {
  const detail = { eventType: 'INFO', eventName: 'SERVICE_DEPLOYMENT_COMPLETED', deploymentId: place.deployment };
  return ecsEvent(place, 'ECS Deployment State Change', detail);
}

/** Of a pause that nobody was asked about. An event about one that waits would be put on the bridge's list. */
function pauseEnd(place: Nowhere) {
  return ecsEvent(place, 'ECS Hook State Change', {
    ...{ eventType: 'INFO', eventName: 'HOOK_SUCCEEDED', hookId: 'ecs-pause-greenlight-verify', hookType: 'PAUSE' },
    ...{ lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT', serviceDeploymentArn: place.deployment },
    updatedAt: new Date().toISOString(),
  });
}

function ecsEvent({ account, region, service }: Nowhere, detailType: string, detail: object) {
  return {
    ...{ version: '0', id: '00000000-0000-4000-8000-000000000000', 'detail-type': detailType, source: 'aws.ecs' },
    ...{ account, time: new Date().toISOString(), region, resources: [service], detail },
  };
}

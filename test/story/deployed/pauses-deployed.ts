import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetQueueAttributesCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import type { WireAnswer, WireRequest } from '../../functions/wire/faulty-wire.ts';
import {
  putParameters,
  storiesOverWire,
  type WiredFunctions,
  wireSecret,
} from '../../functions/wire/pauses-over-wire.ts';
import type { Ministack } from '../../helpers/ministack.ts';
import { parameterPrefix } from '../../pause-bridge/pause-setup.ts';
import { type DeployedPool, deployedPool } from './deployed-pool.ts';
import { askApi } from './reviewer.ts';
import { addVariables, invokeDeployed } from './stack.ts';

/** The names of what is deployed. */
export type DeployedParts = {
  bridge: string;
  watcher: string;
  desk: string;
  deskUrl: string;
  ledger: string;
  signingKey: string;
};

/**
 * The deployed bridge, desk and watcher, behind wires. Links are opened through the deployed API, and what the desk or the bucket sends to the queue
 * comes to the bridge by Lambda itself, in between what the story brings. From now on the functions do nothing outside of a story.
 */
export async function pausesDeployed(ministack: Ministack, parts: DeployedParts): Promise<WiredFunctions> {
  await new SecretsManagerClient(ministack.clientConfig).send(
    new PutSecretValueCommand({ SecretId: parts.signingKey, SecretString: wireSecret }),
  );
  // Of the stack's parameters, as the stories have them.
  const ofStack = { PAUSE_PARAMETERS: parameterPrefix, DEPLOYERS: 'cloudtrail', CLUSTER_NAME: '*' };
  const invokeDesk = invokeDeployed(ministack, parts.desk);
  let queue = '';
  return storiesOverWire({
    ...{ endpoint: ministack.endpoint, bucket: parts.ledger },
    async pools(send) {
      const poolOf = (arn: string, size: number, more = {}, invoke = invokeDeployed(ministack, arn)) =>
        startPool(ministack, { arn, size, more, invoke }, send);
      const desks = await poolOf(parts.desk, 2, {}, async (event) => {
        const { rawPath: path, headers, body, isBase64Encoded, requestContext } = event as ApiEvent;
        // ministack says nothing about who has signed a request.
        if (requestContext.authorizer) return invokeDesk(event);
        const form = body !== undefined && { body: isBase64Encoded ? Buffer.from(body, 'base64').toString() : body };
        return askApi(ministack, parts.deskUrl, { method: requestContext.http.method, path, headers, ...form });
      });
      queue = desks.variables['PAUSE_QUEUE_URL'] ?? '';
      await retryQuickly(ministack, queue);
      return {
        desks,
        bridges: await poolOf(parts.bridge, 3, ofStack),
        watchers: await poolOf(parts.watcher, 1),
      };
    },
    prepare: (setup) => putParameters(ministack.clientConfig, setup),
    rest: () => untilEmpty(ministack, queue),
  });
}

type ApiEvent = {
  rawPath: string;
  headers: Record<string, string>;
  body?: string;
  isBase64Encoded: boolean;
  requestContext: { http: { method: string }; authorizer?: object };
};

async function startPool(
  ministack: Ministack,
  one: { arn: string; size: number; more: Record<string, string>; invoke: (event: unknown) => Promise<unknown> },
  send: (request: WireRequest) => Promise<WireAnswer>,
): Promise<DeployedPool & { variables: Record<string, string> }> {
  const pool = await deployedPool(one, send);
  return { ...pool, variables: await addVariables(ministack, one.arn, { ...pool.environment, ...one.more }) };
}

/** The template has six minutes, which would have to pass. */
async function retryQuickly(ministack: Ministack, queue: string): Promise<void> {
  const sqs = new SQSClient(ministack.clientConfig);
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue, Attributes: { VisibilityTimeout: '2' } }));
}

async function untilEmpty(ministack: Ministack, queue: string): Promise<void> {
  const sqs = new SQSClient(ministack.clientConfig);
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const empty = Object.fromEntries(names.map((name) => [name, '0']));
  const attributes = async () => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: [...names] }),
    );
    return Attributes;
  };
  await expect.poll(attributes).toEqual(empty);
}

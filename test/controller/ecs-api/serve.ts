import { ECSClient } from '@aws-sdk/client-ecs';
import { onTestFinished } from 'vitest';
import {
  type EcsApi,
  type EcsApiAnswer,
  type EcsApiOptions,
  startEcsApi,
} from '../../../src/controller/ecs-api/start-ecs-api.ts';

export type Served = EcsApi & {
  /** The SDK's own client, unchanged. */
  client: ECSClient;
  /** Every request so far. */
  answers: readonly EcsApiAnswer[];
};

/** The ECS API in front of these controllers until the end of the test. */
export async function serve(options: EcsApiOptions): Promise<Served> {
  const answers: EcsApiAnswer[] = [];
  const api = await startEcsApi({
    ...options,
    onAnswer: (answer) => {
      answers.push(answer);
      options.onAnswer?.(answer);
    },
  });
  const client = new ECSClient({
    endpoint: api.endpoint,
    region: 'us-west-2',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    client.destroy();
    await api.stop();
  });
  return { ...api, client, answers };
}

/** A signed request as the SDK makes it, for changing one part. */
export function signedHeaders(operation: string): Record<string, string> {
  return {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}`,
    'x-amz-date': '20261123T031501Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=any/20261123/us-west-2/ecs/aws4_request, SignedHeaders=host;x-amz-date, Signature=0c83cc95',
  };
}

/** Sends a request without the SDK, which would not send an invalid one. */
export async function ask(
  endpoint: string,
  operation: string,
  body: unknown,
  headers: Record<string, string | undefined> = {},
): Promise<{ status: number; body: unknown }> {
  const all = Object.entries({ ...signedHeaders(operation), ...headers }).filter(
    (each): each is [string, string] => each[1] !== undefined,
  );
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: all,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

import type { LambdaClient } from '@aws-sdk/client-lambda';
import { isJsonObject, type JsonObject } from '../../hook/json.ts';
import { parseJson } from '../../hook/parse-json.ts';
import { safeText } from '../terminal/safe-text.ts';
import { type AppProof, failed, proved, unknown } from './proof.ts';

/** An account of AWS's documentation, which belongs to nobody. A hook neither reads nor writes anything for a service of another account. */
const nobody = '111122223333';

/**
 * Invokes a hook as ECS does, twice, for a service of an account that is not its own: it must refuse the release, because it may not act there, and
 * must still let the rollback through. Nothing is stored.
 */
export async function proveHook(client: LambdaClient, name: string, functionArn: string): Promise<readonly AppProof[]> {
  const [release, rollback] = [
    { what: `${name} refuses a release that it may not judge`, event: hookEvent(functionArn, 100), wanted: 'FAILED' },
    { what: `${name} never holds up a rollback`, event: hookEvent(functionArn, 0), wanted: 'SUCCEEDED' },
  ] as const;
  return [await prove(client, functionArn, release), await prove(client, functionArn, rollback)];
}

type Question = { what: string; event: JsonObject; wanted: 'FAILED' | 'SUCCEEDED' };

async function prove(client: LambdaClient, FunctionName: string, { what, event, wanted }: Question): Promise<AppProof> {
  const { InvokeCommand } = await import('@aws-sdk/client-lambda');
  let text: string;
  try {
    const { Payload, FunctionError } = await client.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
    );
    text = Payload?.transformToString() ?? '';
    if (FunctionError !== undefined) return failed(what, `the function failed: ${safeText(text).slice(0, 200)}`);
  } catch (error) {
    return unknown(what, error instanceof Error ? `${error.name}: ${safeText(error.message)}` : String(error));
  }
  const answer = parseJson(text);
  const { hookStatus, reason } = isJsonObject(answer) ? answer : {};
  const said = `${String(hookStatus)}: ${safeText(String(reason ?? 'no reason')).slice(0, 200)}`;
  return hookStatus === wanted ? proved(what, said) : failed(what, `it answered ${said}, and not ${wanted}`);
}

/** PRODUCTION_TRAFFIC_SHIFT with this share for green; 0 is a rollback. */
function hookEvent(functionArn: string, green: number): JsonObject {
  const [, partition = 'aws', , region = ''] = functionArn.split(':');
  const arn = (type: string, id: string) => `arn:${partition}:ecs:${region}:${nobody}:${type}/greenlight/verify${id}`;
  const [target, source] = [arn('service-revision', '/2'), arn('service-revision', '/1')];
  return {
    executionId: '00000000-0000-4000-8000-000000000000',
    lifecycleStage: 'PRODUCTION_TRAFFIC_SHIFT',
    resourceArn: arn('service-deployment', '/greenlight-verify'),
    executionDetails: {
      serviceArn: arn('service', ''),
      targetServiceRevisionArn: target,
      testTrafficWeights: {},
      productionTrafficWeights: { [target]: green, [source]: 100 - green },
    },
  };
}

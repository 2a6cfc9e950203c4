import type { LambdaClient } from '@aws-sdk/client-lambda';
import { hookKinds, templateNames } from '../../../service-hooks/hook-kinds.ts';
import type { FunctionFacts } from '../facts/app-facts.ts';
import { type Looked, look, unlessAbsent } from '../facts/look.ts';

/** Reads a function's configuration, and of its environment only the names that doctor compares. */
export function readFunction(
  client: Pick<LambdaClient, 'send'>,
  functionArn: string,
): Promise<Looked<FunctionFacts | undefined>> {
  return look('lambda:GetFunctionConfiguration', async () => {
    const { GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
    const found = await unlessAbsent(['ResourceNotFoundException'], () =>
      client.send(new GetFunctionConfigurationCommand({ FunctionName: functionArn })),
    );
    if (!found) return undefined;
    const variables = found.Environment?.Variables ?? {};
    return {
      functionArn,
      state: found.State,
      stateReason: found.StateReason,
      lastUpdateStatus: found.LastUpdateStatus,
      runtime: found.Runtime,
      timeoutSeconds: found.Timeout,
      roleArn: found.Role,
      isInVpc: (found.VpcConfig?.SubnetIds ?? []).length > 0,
      isDurable: found.DurableConfig !== undefined,
      isTenantIsolated: found.TenancyConfig?.TenantIsolationMode === 'PER_TENANT',
      hasIpv6: found.VpcConfig?.Ipv6AllowedForDualStack === true,
      hook: hookKinds.find((kind) => templateNames[kind].service === variables['POWERTOOLS_SERVICE_NAME']),
      ledgerBucket: variables['LEDGER_BUCKET'],
      topicArn: variables['NOTIFICATIONS_TOPIC_ARN'],
      deskUrl: variables['DESK_URL'],
      defaultsParameter: variables['HOOK_DEFAULTS_PARAMETER'] || undefined,
    };
  });
}

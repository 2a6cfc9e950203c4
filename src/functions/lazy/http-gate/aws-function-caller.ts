import { LambdaClient } from '@aws-sdk/client-lambda';
import { lambdaFunctionCaller } from '../../../checks/http-gate/ask/function-caller.ts';
import { sdkTimeouts } from '../sdk.ts';

/** A function may take up to a minute; the check limits each call itself. */
const requestTimeout = 65_000;

/** Loaded when first needed, because it includes the SDK. Nothing is invoked twice in one call: the next call of the gate asks again. */
export function awsFunctionCaller() {
  const clients = new Map<string | undefined, LambdaClient>();
  return lambdaFunctionCaller((region) => {
    const requestHandler = { ...sdkTimeouts.requestHandler, requestTimeout };
    const client =
      clients.get(region) ?? new LambdaClient({ maxAttempts: 1, requestHandler, ...(region && { region }) });
    clients.set(region, client);
    return client;
  });
}

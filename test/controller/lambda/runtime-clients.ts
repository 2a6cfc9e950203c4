import { ensureLambdaRic, LambdaRicError } from '../../../scripts/lambda-ric.ts';
import { lambdaRuntimeClient, type RuntimeClient } from '../../../src/controller/lambda/runtime-client.ts';

/**
 * Lambda's runtime client, installed at the first call. If it is not available, the reason goes to stderr and the caller skips its
 * tests; under `CI=true` that is a failure.
 */
export async function obtainRuntimeClient(): Promise<RuntimeClient | undefined> {
  try {
    return lambdaRuntimeClient(await ensureLambdaRic());
  } catch (error) {
    if (!(error instanceof LambdaRicError) || process.env['CI'] === 'true') throw error;
    process.stderr.write(`skipping tests that need aws-lambda-ric: ${error.message}\n`);
    return undefined;
  }
}

/**
 * The same with its native part, which `npm test` has begun to build earlier: that takes a minute of one core, once. If a compiler is missing, the
 * caller skips its tests with the reason; a build that fails is a failure under `CI=true`.
 */
export async function obtainNativeRuntimeClient(): Promise<RuntimeClient | undefined> {
  try {
    return lambdaRuntimeClient(await ensureLambdaRic({ native: true }));
  } catch (error) {
    if (!(error instanceof LambdaRicError)) throw error;
    if (error.code === 'INSTALL_FAILED' && process.env['CI'] === 'true') throw error;
    process.stderr.write(`skipping the runtime client with its native part: ${error.message}\n`);
    return undefined;
  }
}

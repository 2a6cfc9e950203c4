import { existsSync } from 'node:fs';
import { ensureLambdaRic, LambdaRicError, lambdaRicFolder } from '../../../../scripts/lambda-ric.ts';
import { lambdaRuntimeClient, type RuntimeClient } from '../../../../src/controller/wire/lambda/runtime-client.ts';

/**
 * Lambda's runtime client, installed at the first call. Where it cannot be had the reason goes to stderr and the caller skips its
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

/** The same with its native part, where `node scripts/lambda-ric.ts --native` has built it: no test does, as that takes minutes. */
export function nativeRuntimeClient(): RuntimeClient | undefined {
  const folder = lambdaRicFolder({ native: true });
  if (existsSync(folder)) return lambdaRuntimeClient(folder);
  process.stderr.write(
    'skipping the runtime client with its native part, which takes minutes to build: node scripts/lambda-ric.ts --native\n',
  );
  return undefined;
}

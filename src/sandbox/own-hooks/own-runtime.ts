import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lambdaRuntimeClient, type RuntimeClient } from '../../controller/lambda/runtime-client.ts';

/** What runs a team's hook, and what to do for one that is closer to Lambda, where there is one. */
export type OwnRuntime = { client: RuntimeClient; advice?: string };

/** This very file is .ts in the project and .js in the package. */
export const plainRuntime = new URL(`./plain-runtime${extname(import.meta.url)}`, import.meta.url);

/**
 * Lambda's own runtime client where one of the folders, or those above, has `aws-lambda-ric`; else, and for TypeScript, which Lambda
 * does not run, plain Node in a process of its own all the same.
 *
 * @param file the absolute path of the module
 */
export function ownRuntime(file: string, folders: readonly string[]): OwnRuntime {
  const client = { name: `plain Node ${process.versions.node}`, arguments: [fileURLToPath(plainRuntime), file] };
  if (/\.[cm]?ts$/.test(file))
    return { client, advice: 'Lambda runs no TypeScript; name the built bundle to try that' };
  for (const folder of folders) {
    try {
      return { client: lambdaRuntimeClient(folder) };
    } catch {
      // Not there; the next one may have it.
    }
  }
  const how = 'npm install --save-dev --ignore-scripts aws-lambda-ric';
  return { client, advice: `for Lambda's own runtime client run ${how}` };
}

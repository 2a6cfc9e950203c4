import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lambdaRuntimeClient, type RuntimeClient } from '../../controller/lambda/runtime-client.ts';

/** What runs one of your own hooks, and how to get a runtime that is closer to Lambda, if there is one. */
export type OwnRuntime = { client: RuntimeClient; advice?: string };

/** This file is .ts in the project and .js in the package. */
export const plainRuntime = new URL(`./plain-runtime${extname(import.meta.url)}`, import.meta.url);

/**
 * Lambda's own runtime client if one of the folders, or a parent, has `aws-lambda-ric`; otherwise, and for TypeScript, which Lambda does not
 * run, plain Node, also in a process of its own.
 *
 * @param file the absolute path of the module
 */
export function ownRuntime(file: string, folders: readonly string[]): OwnRuntime {
  const client = { name: `plain Node ${process.versions.node}`, arguments: [fileURLToPath(plainRuntime), file] };
  if (/\.[cm]?ts$/.test(file))
    return { client, advice: 'Lambda does not run TypeScript; pass the built bundle to use its runtime client' };
  for (const folder of folders) {
    try {
      return { client: lambdaRuntimeClient(folder) };
    } catch {
      // Not in this folder; the next one may have it.
    }
  }
  const how = 'npm install --save-dev --ignore-scripts aws-lambda-ric';
  return { client, advice: `for Lambda's own runtime client, run ${how}` };
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HookHandler } from '../../src/controller/lambda/hook-function.ts';
import type { Check } from '../../src/hook/check.ts';
import { createHook } from '../../src/hook/create-hook.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxSurroundings } from '../../src/sandbox/surroundings.ts';

export const anyPorts = { production: 0, test: 0, dashboard: 0, desk: 0 };

export async function newFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-stage-'));
  // A call of a hook may still write its report.
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }) };
}

/** A stage with one hook at POST_TEST_TRAFFIC_SHIFT, whose clock runs so fast that a deployment takes about a second. */
export async function startTestSandbox(
  hook: (surroundings: SandboxSurroundings) => HookHandler,
  options: Omit<SandboxOptions, 'install'>,
): Promise<Sandbox> {
  return await startSandbox({
    ports: anyPorts,
    speed: 1200,
    hasVisitors: false,
    ...options,
    install: (surroundings) => ({
      deploymentConfiguration: {
        lifecycleHooks: [
          {
            hookTargetArn: 'arn:aws:lambda:us-west-2:123456789012:function:test-hook',
            roleArn: 'arn:aws:iam::123456789012:role/ecs-hooks',
            lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
          },
        ],
      },
      functions: () => hook(surroundings),
      desk: async ({ rawPath }) => ({ statusCode: 200, body: `desk at ${rawPath}` }),
    }),
  });
}

/** A hook that runs one check, configured with these keys. Every reason of the check goes into `reasons`. */
export function checkingHook<Config>(
  { clock }: Pick<SandboxSurroundings, 'clock'>,
  check: Check<Config>,
  keys: JsonObject,
  reasons: string[],
): HookHandler {
  const run: typeof check.run = async (...given) => {
    const verdict = await check.run(...given);
    reasons.push(verdict.reason);
    return verdict;
  };
  const handler = createHook({
    check: { ...check, run },
    clock,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    defaults: async () => keys,
  });
  return (event, context) => handler(event, context as Parameters<typeof handler>[1]);
}

export const passing = () => () => ({ hookStatus: 'SUCCEEDED', reason: 'looked and found it good' });

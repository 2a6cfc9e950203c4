import type { LoadBalancer } from '@aws-sdk/client-ecs';
import { smokeConfigSchema } from '../../checks/smoke/config/smoke-config.ts';
import type { TestListenerReaders } from '../../deployment/test-traffic/find-test-listeners.ts';
import { readConfiguration } from '../../hook/configuration.ts';
import { isJsonObject, type JsonObject } from '../../hook/json.ts';
import { type HookFinding, warning } from '../../service-hooks/finding.ts';
import { detailsOf, type LifecycleHook } from '../../service-hooks/lifecycle-hook.ts';
import { formatError } from '../../wording/values.ts';
import { refusedAction } from '../aws/called-action.ts';
import { isDenied } from '../aws/explain-aws-error.ts';
import { type TriedRequests, tryRequests } from './try-requests.ts';

type SmokeHookOptions = {
  /** The service's load balancers, as ECS describes them. */
  loadBalancers: readonly LoadBalancer[];
  strategy: string;
  /** What the stack sets for all smoke hooks. */
  defaults: JsonObject;
  /** Names a hook in a sentence. */
  nameOf: (hook: LifecycleHook) => string;
};

/**
 * What smoke hooks would refuse at the service's next deployment, found with their own code before they are attached. Warnings, because the
 * listener may still change before that deployment.
 */
export async function judgeSmokeHooks(
  hooks: readonly LifecycleHook[],
  loadReaders: () => Promise<TestListenerReaders>,
  { loadBalancers, strategy, defaults, nameOf }: SmokeHookOptions,
): Promise<readonly HookFinding[]> {
  // Under ROLLING nothing is shifted; another rule reports that.
  if (strategy === 'ROLLING') return [];
  const found = await Promise.all(
    hooks.map(async (hook) => {
      const details = detailsOf(hook) ?? {};
      if (!isJsonObject(details)) return [];
      const read = await readConfiguration(details, defaults, smokeConfigSchema);
      if (!read.ok || read.config.baseUrl !== undefined) return [];
      try {
        const signal = AbortSignal.timeout(30_000);
        return judgeTried(nameOf(hook), await tryRequests({ loadBalancers }, await loadReaders(), read.config, signal));
      } catch (error) {
        return [unchecked(nameOf(hook), error)];
      }
    }),
  );
  return found.flat();
}

function judgeTried(about: string, { testUrl, strayed }: TriedRequests): readonly HookFinding[] {
  if (!testUrl.found) {
    return testUrl.looked
      ? [warning(about, `it would answer FAILED: ${testUrl.reason}`)]
      : [unchecked(about, testUrl.cause ?? testUrl.reason)];
  }
  return strayed.map(({ request, because }) =>
    warning(
      about,
      `it would answer FAILED, because ${request} is not certain to reach the new version: ${because}`,
      'give the test rule a lower priority number than that rule, or test other paths in hookDetails.requests',
    ),
  );
}

function unchecked(about: string, cause: unknown): HookFinding {
  const action = refusedAction(cause);
  const denied = `you are not allowed to ${action === undefined ? 'read the load balancer' : `call ${action}`}`;
  const why = isDenied(cause) ? denied : formatError(cause);
  return warning(
    about,
    `whether its requests reach the new version was not checked: ${why}`,
    'allow elasticloadbalancing:DescribeRules, DescribeListeners and DescribeLoadBalancers, and acm:DescribeCertificate (greenlight iam attach)',
  );
}

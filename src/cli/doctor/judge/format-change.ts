import type { ServiceRef } from '../../aws/service-ref.ts';
import type { ServiceFacts } from '../facts/service-facts.ts';

/** The list of hooks is replaced as a whole, so a change is made in a file that holds them all, or where the service is written down. */
export function formatChange({ cluster, service, owner }: ServiceFacts, what: string): string {
  const kept = owner.seen ? owner.value : undefined;
  if (kept?.print === 'terraform') return `${what} in the configuration of ${kept.what}`;
  return kept
    ? `${what} in LifecycleHooks of the template of ${kept.what}`
    : `${what} in hooks.json, then send it: ${sendHooks({ cluster, service })}`;
}

/** How to get that file. */
export function saveHooks({ cluster, service }: ServiceRef): string {
  return `aws ecs describe-services --cluster ${cluster} --services ${service} --query 'services[0].deploymentConfiguration.{lifecycleHooks:lifecycleHooks}' > hooks.json`;
}

/** How to give it back. */
export function sendHooks({ cluster, service }: ServiceRef): string {
  return `aws ecs update-service --cluster ${cluster} --service ${service} --deployment-configuration file://hooks.json`;
}

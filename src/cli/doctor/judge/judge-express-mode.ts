import { type Outcome, on } from '../facts/outcome.ts';
import type { ServiceFacts } from '../facts/service-facts.ts';

/** An Express Mode service: ECS made it, and keeps its configuration. */
export function judgeExpressMode({ cluster, service, managedBy }: ServiceFacts): Outcome {
  return on('hooks', 'express-mode', service).judge(
    managedBy === 'ECS' && {
      found: 'resourceManagementType is ECS',
      fix: `keep the hooks in a file, and compare in each pipeline: greenlight diff ${cluster}/${service} --file hooks.json; a service of your own keeps what you attach: aws ecs create-service`,
    },
    'managed by you',
  );
}

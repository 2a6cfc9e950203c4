import type { Permission } from '../aws/permissions.ts';
import { type PolicyPlace, policyArnsOf } from './place.ts';

export type Statement = {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: { Service: string };
  Action: string | readonly string[];
  Resource?: string | readonly string[];
  Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
};

export type Policy = { Version: '2012-10-17'; Statement: readonly Statement[] };

/** The smallest policy that allows these: one statement for each set of resources, actions sorted. */
export function makePolicy(permissions: readonly Permission[], place: PolicyPlace): Policy {
  const groups = new Map<
    string,
    { actions: Set<string>; arns: readonly string[]; sid: string; condition: Statement['Condition'] }
  >();
  for (const { action, on } of permissions) {
    const arns = [...new Set(on.flatMap((resource) => policyArnsOf(resource, place)))].toSorted();
    if (arns.length === 0) continue;
    const condition = action === 'iam:PassRole' ? passedToEcs : undefined;
    const key = JSON.stringify([arns, condition]);
    const group = groups.get(key) ?? { actions: new Set(), arns, condition, sid: condition ? 'PassRole' : sidOf(on) };
    group.actions.add(action);
    groups.set(key, group);
  }
  return {
    Version: '2012-10-17',
    Statement: [...groups.values()].map(({ actions, arns, sid, condition }) => ({
      Sid: sid,
      Effect: 'Allow',
      Action: oneOrMore([...actions].toSorted()),
      Resource: oneOrMore(arns),
      ...(condition && { Condition: condition }),
    })),
  };
}

/** UpdateService passes the role to these; the Service Authorization Reference names both. */
const passedToEcs: Statement['Condition'] = {
  StringEquals: { 'iam:PassedToService': ['ecs.amazonaws.com', 'ecs-tasks.amazonaws.com'] },
};

function oneOrMore(values: readonly string[]): string | readonly string[] {
  const [first] = values;
  return first !== undefined && values.length === 1 ? first : values;
}

/** `service-deployment` and `service` become `OnServiceDeploymentService`: a Sid has letters and digits only. */
function sidOf(on: readonly string[]): string {
  const words = on.flatMap((resource) => resource.split('-'));
  return `On${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`;
}

import { CliError } from '../../command/cli-error.ts';
import { type DeploymentName, parseDeploymentArn } from '../deployment-name.ts';

/** The values of `--deployment`, `--revision`, `--task-definition` and `--after`, as written. */
export type SelectionFlags = { deployment?: string; revision?: string; taskDefinition?: string; after?: string };

/** Which deployment of a service is meant. */
export type Selection =
  | { kind: 'newest'; after?: After }
  | { kind: 'deployment'; id: string; arn?: string }
  | { kind: 'revision'; id: string; after?: After }
  /** `retail-ui:43`. */
  | { kind: 'task-definition'; name: string; after?: After };

/** Deployments that were created at this time or later, or later than another deployment. */
export type After = { time: Date } | { arn: string };

/**
 * Reads which deployment is meant, before any call to AWS.
 *
 * @throws {CliError} if two deployments are named, or a value is not valid for its flag
 *
 * @example
 * readSelection(readDeploymentName('prod/shop'), { taskDefinition: 'shop:43' }, now);
 */
export function readSelection(name: DeploymentName, flags: SelectionFlags, now: Date): Selection {
  const given = flagNames.filter(({ key }) => flags[key] !== undefined).map(({ flag }) => flag);
  if (name.deployment) {
    refuse(given, 'the ARN already names the deployment');
    return { kind: 'deployment', id: name.deployment.deploymentId, arn: name.deployment.arn };
  }
  const { deployment, revision, taskDefinition, after } = flags;
  if (deployment !== undefined) {
    refuse(
      given.filter((flag) => flag !== '--deployment'),
      '--deployment already names the deployment',
    );
    return readDeployment(deployment, name);
  }
  if (revision !== undefined && taskDefinition !== undefined)
    refuse(['--task-definition'], '--revision already names the deployment');
  const since = after === undefined ? {} : { after: readAfter(after, name, now) };
  if (revision !== undefined) return { kind: 'revision', id: readRevision(revision, name), ...since };
  if (taskDefinition !== undefined)
    return { kind: 'task-definition', name: readTaskDefinition(taskDefinition), ...since };
  return { kind: 'newest', ...since };
}

const flagNames = [
  { key: 'deployment', flag: '--deployment' },
  { key: 'revision', flag: '--revision' },
  { key: 'taskDefinition', flag: '--task-definition' },
  { key: 'after', flag: '--after' },
] as const;

function refuse(flags: readonly string[], why: string): void {
  if (flags.length > 0) throw new CliError(why, { next: `leave out ${flags.join(' and ')}` });
}

function readDeployment(text: string, name: DeploymentName): Selection {
  const ref = parseDeploymentArn(text);
  if (ref) {
    requireSameService('--deployment', text, ref, name);
    return { kind: 'deployment', id: ref.deploymentId, arn: text };
  }
  if (/^[\w-]+$/.test(text)) return { kind: 'deployment', id: text };
  throw new CliError(`--deployment "${text}" is not a service deployment`, {
    next: 'write its ARN, or the last part of it, such as EZe5RNVLH6PPzHXINuP28',
  });
}

/** The number of a revision is also in the id of its entry in `deployments` of UpdateService's answer: `ecs-svc/<number>`. */
function readRevision(text: string, name: DeploymentName): string {
  const arn = /^arn:[^:]+:ecs:[^:]+:\d+:service-revision\/([\w-]+)\/([\w-]+)\/(\d+)$/.exec(text);
  if (arn) {
    const [, cluster = '', service = '', id = ''] = arn;
    requireSameService('--revision', text, { cluster, service }, name);
    return id;
  }
  const [, id] = /^(?:ecs-svc\/)?(\d+)$/.exec(text) ?? [];
  if (id !== undefined) return id;
  throw new CliError(`--revision "${text}" is not a service revision`, {
    next: 'write its ARN, its number, or the deployment id of aws ecs update-service, such as ecs-svc/9313423515462893900',
  });
}

function readTaskDefinition(text: string): string {
  const [, name] = /^(?:arn:[^:]+:ecs:[^:]+:\d+:task-definition\/)?([\w-]{1,255}:\d+)$/.exec(text) ?? [];
  if (name !== undefined) return name;
  throw new CliError(`--task-definition "${text}" is not a revision of a task definition`, {
    next: 'write <family>:<revision>, such as retail-ui:43, or its ARN',
  });
}

function readAfter(text: string, name: DeploymentName, now: Date): After {
  const ref = parseDeploymentArn(text);
  if (ref) {
    requireSameService('--after', text, ref, name);
    return { arn: text };
  }
  const time = readTime(text);
  if (!time) {
    throw new CliError(`--after "${text}" is neither a time nor the ARN of a service deployment`, {
      next: 'write a time with its zone, such as 2026-11-26T09:30:00Z, seconds since 1970, or the ARN of the earlier deployment',
    });
  }
  if (time.getTime() > now.getTime() + clockDifferenceMs) {
    throw new CliError(`--after "${text}" is in the future (it is ${now.toISOString()})`, {
      next: 'write the time just before aws ecs update-service: date -u +%FT%TZ',
    });
  }
  return { time };
}

const clockDifferenceMs = 300_000;

function readTime(text: string): Date | undefined {
  const seconds = /^\d{9,10}(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : undefined;
  const isWithZone = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/.test(text);
  const time = seconds ?? (isWithZone ? Date.parse(text) : Number.NaN);
  return Number.isNaN(time) ? undefined : new Date(time);
}

function requireSameService(
  flag: string,
  arn: string,
  { cluster, service }: { cluster: string; service: string },
  name: DeploymentName,
): void {
  if (cluster === name.cluster && service === name.service) return;
  throw new CliError(`${flag} ${arn} belongs to ${cluster}/${service}, not to ${name.cluster}/${name.service}`, {
    next: 'name the service that it belongs to, or leave the flag out',
  });
}

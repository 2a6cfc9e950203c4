import { isJsonObject, type JsonObject, type JsonValue } from '../../../hook/json.ts';
import { CliError } from '../../command/cli-error.ts';

/** The list of hooks in a file, and the path that leads to it: `deploymentConfiguration.lifecycleHooks`; empty if the file is the list. */
export type FoundHooks = {
  hooks: unknown;
  path: string;
  /** The object that has the list: a `deploymentConfiguration`. */
  within?: JsonObject;
};

/**
 * Finds the hooks in what people keep them in: the list alone, `{"lifecycleHooks": […]}`, a service definition of ecspresso or of
 * `aws ecs create-service`, the answer of `describe-services` or `update-service`, and CloudFormation's properties, resource or template.
 *
 * @param name what messages call the file
 * @throws {CliError} if it holds several services, or is something else that has a name
 */
export function findHooks(value: unknown, name: string): FoundHooks {
  return search(value, '', name) ?? { hooks: undefined, path: 'lifecycleHooks' };
}

function search(value: unknown, path: string, name: string): FoundHooks | undefined {
  if (Array.isArray(value)) return { hooks: value, path };
  if (!isJsonObject(value)) return undefined;
  refuseTerraform(value, name);
  const list = keyOf(value, 'lifecycleHooks');
  if (list !== undefined) return { hooks: value[list], path: join(path, list), within: value };
  if (isJsonObject(value['Resources'])) return searchTemplate(value['Resources'], join(path, 'Resources'), name);
  if (Array.isArray(value['services'])) return searchServices(value['services'], join(path, 'services'), name);
  const wrapper = wrappers.map((each) => keyOf(value, each)).find((key) => key !== undefined);
  if (wrapper === undefined) return undefined;
  const inner = join(path, wrapper);
  const found = search(value[wrapper], inner, name);
  const isCloudFormation = /^[A-Z]/.test(wrapper);
  return found ?? { hooks: undefined, path: join(inner, isCloudFormation ? 'LifecycleHooks' : 'lifecycleHooks') };
}

/** What may be around the list, from the inside to the outside. */
const wrappers = ['deploymentConfiguration', 'properties', 'service'];

/** A key in the spelling of the API, or of CloudFormation. */
function keyOf(value: JsonObject, key: string): string | undefined {
  return [key, `${key[0]?.toUpperCase()}${key.slice(1)}`].find((each) => Object.hasOwn(value, each));
}

function searchServices(services: readonly unknown[], path: string, name: string): FoundHooks | undefined {
  const [only] = services;
  if (services.length === 1) return search(only, `${path}[0]`, name);
  const names = services.map((each) => (isJsonObject(each) ? String(each['serviceName'] ?? '?') : '?'));
  throw new CliError(
    services.length === 0
      ? `${name}: services is empty: describe-services found no service`
      : `${name} describes ${services.length} services: ${names.join(', ')}`,
    { next: 'name one service: aws ecs describe-services --cluster <cluster> --services <service> > service.json' },
  );
}

function searchTemplate(resources: JsonObject, path: string, name: string): FoundHooks | undefined {
  const services = servicesOfTemplate(resources);
  const [only] = services;
  if (only && services.length === 1) return search(only[1], join(path, only[0]), name);
  throw new CliError(
    only
      ? `${name} is a template with ${services.length} services: ${services.map(([id]) => id).join(', ')}`
      : `${name} is a template without an AWS::ECS::Service`,
    { next: 'save the DeploymentConfiguration of one service in a file of its own' },
  );
}

function servicesOfTemplate(resources: JsonObject): readonly [string, JsonValue][] {
  return Object.entries(resources).filter(
    ([, resource]) => isJsonObject(resource) && resource['Type'] === 'AWS::ECS::Service',
  );
}

/**
 * As {@link findHooks}, of every service in a template or in the answer of `describe-services`. A service without hooks is left out.
 *
 * @throws {CliError} if it is written in the spelling of Terraform
 */
export function findAllHooks(value: unknown, name: string): readonly FoundHooks[] {
  const parts: readonly (readonly [string, unknown])[] = !isJsonObject(value)
    ? [['', value]]
    : isJsonObject(value['Resources'])
      ? servicesOfTemplate(value['Resources']).map(([id, resource]) => [`Resources.${id}`, resource])
      : Array.isArray(value['services'])
        ? value['services'].map((service, index) => [`services[${index}]`, service])
        : [['', value]];
  return parts.flatMap(([path, part]) => {
    const found = search(part, path, name);
    return found && found.hooks !== undefined ? [found] : [];
  });
}

/** Whether a value is one of the forms in which services are written down, with hooks or without. */
export function isServiceForm(value: unknown): boolean {
  if (!isJsonObject(value)) return Array.isArray(value);
  const keys = ['lifecycleHooks', ...wrappers, 'resources', 'services', ...terraformKeys];
  return keys.some((key) => keyOf(value, key) !== undefined);
}

/** `terraform show -json` and .tf.json spell the members in snake case. */
function refuseTerraform(value: JsonObject, name: string): void {
  const key = terraformKeys.find((each) => Object.hasOwn(value, each));
  if (key === undefined) return;
  throw new CliError(`${name} has the member ${key}, which is Terraform's spelling, not that of ECS`, {
    next: 'save what ECS has: aws ecs describe-services --cluster <cluster> --services <service> > service.json; --print terraform prints blocks',
  });
}

const terraformKeys = ['lifecycle_hook', 'deployment_configuration', 'terraform_version', 'aws_ecs_service'];

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

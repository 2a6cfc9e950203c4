import { stringify } from 'yaml';
import { isJsonObject, type JsonValue } from '../../../hook/json.ts';
import { detailsOf, type LifecycleHook, timeoutOf } from '../../../service-hooks/lifecycle-hook.ts';
import type { ServiceRef } from '../../aws/service-ref.ts';
import type { PrintForm } from '../print-forms.ts';

/** The whole list of a service's hooks, ready to be pasted. */
export function printHooks(form: PrintForm, hooks: readonly LifecycleHook[], ref: Place): string {
  return printers[form](hooks, ref);
}

type Place = Partial<ServiceRef> & { region?: string };

type Printer = (hooks: readonly LifecycleHook[], ref: Place) => string;

const printers: Readonly<Record<PrintForm, Printer>> = {
  json: (hooks) => `${JSON.stringify({ lifecycleHooks: hooks }, null, 2)}\n`,
  cli: printCli,
  ecspresso: printEcspresso,
  cloudformation: printCloudFormation,
  cdk: printCdk,
  terraform: printTerraform,
};

function printCli(hooks: readonly LifecycleHook[], { cluster = '<cluster>', service = '<service>', region }: Place) {
  const configuration = JSON.stringify({ lifecycleHooks: hooks }, null, 2).replaceAll("'", `'\\''`);
  return `# lifecycleHooks is replaced as a whole; everything else of the service stays as it is.
aws ecs update-service${region === undefined ? '' : ` --region ${region}`} --cluster ${cluster} --service ${service} --deployment-configuration '${configuration}'
`;
}

/**
 * A part of ecspresso's service definition (ecs-service-def.json or .jsonnet), to be merged into its `deploymentConfiguration`. ecspresso
 * renders it as a Go template, so that a placeholder of a smoke request has to be written as a template that renders to it.
 */
function printEcspresso(hooks: readonly LifecycleHook[]): string {
  const definition = JSON.stringify({ deploymentConfiguration: { lifecycleHooks: hooks } }, null, 2);
  return `${definition.replaceAll('{{', literalBraces)}\n`;
}

/** What ecspresso renders to `{{`. */
export const literalBraces = '{{`{{`}}';

function printCloudFormation(hooks: readonly LifecycleHook[]): string {
  const yaml = stringify(
    { DeploymentConfiguration: { LifecycleHooks: hooks.map(toCloudFormation) } },
    // A string must not turn into a date or an octal number, and a long one must stay on one line.
    { lineWidth: 0, version: '1.1', defaultStringType: 'PLAIN', singleQuote: true },
  );
  return `# Of the AWS::ECS::Service, under Properties. HookDetails is a JSON object in a string here; the hooks read both forms.
${yaml}`;
}

/** A hook in CloudFormation's spelling. `HookDetails` "must be a JSON object as a string". */
export function toCloudFormation(hook: LifecycleHook): Record<string, unknown> {
  const { timeoutInMinutes, action } = timeoutOf(hook);
  const details = detailsOf(hook);
  return {
    TargetType: hook.targetType ?? 'AWS_LAMBDA',
    ...(hook.hookTargetArn !== undefined && { HookTargetArn: hook.hookTargetArn }),
    ...(hook.roleArn !== undefined && { RoleArn: hook.roleArn }),
    LifecycleStages: [...(hook.lifecycleStages ?? [])],
    ...(details !== undefined && { HookDetails: JSON.stringify(details) }),
    TimeoutConfiguration: { TimeoutInMinutes: timeoutInMinutes, Action: action },
  };
}

function printCdk(hooks: readonly LifecycleHook[]): string {
  const list = JSON.stringify(hooks.map(toCloudFormation), null, 2);
  return `// CDK's own addLifecycleHook() had no timeout, no pause and no PRE_PRODUCTION_TRAFFIC_SHIFT when this was written, so this goes around it.
// Make no other hook with addLifecycleHook() on this service: the list is replaced as a whole.
import type { CfnService, FargateService } from 'aws-cdk-lib/aws-ecs';

export function attachHooks(service: FargateService): void {
  const resource = service.node.defaultChild as CfnService;
  resource.addPropertyOverride('DeploymentConfiguration.LifecycleHooks', ${list.replaceAll('\n', '\n  ')});
}
`;
}

function printTerraform(hooks: readonly LifecycleHook[]): string {
  return `${terraformNote}deployment_configuration {
${hooks.map(toTerraform).join('\n')}
}
`;
}

/** hashicorp/terraform-provider-aws, pull requests 48128 and 47096. */
const terraformNote = `# Of aws_ecs_service; add strategy and bake_time_in_minutes as they are.
# target_type and timeout_configuration need hashicorp/aws 6.66 or later, whose
# documentation may not list PRE_PRODUCTION_TRAFFIC_SHIFT.
# When the last hook is removed here, hashicorp/aws leaves it on the service
# (its pull request 47096 was open then): remove it with greenlight detach.
`;

function toTerraform(hook: LifecycleHook): string {
  const { timeoutInMinutes, action } = timeoutOf(hook);
  const details = detailsOf(hook);
  const settings = [
    ['target_type', hook.targetType ?? 'AWS_LAMBDA'],
    ['hook_target_arn', hook.hookTargetArn],
    ['role_arn', hook.roleArn],
    ['lifecycle_stages', [...(hook.lifecycleStages ?? [])]],
  ] as const;
  const lines = settings.flatMap(([name, value]) => (value === undefined ? [] : `${name.padEnd(16)} = ${hcl(value)}`));
  if (details !== undefined)
    lines.push(`${'hook_details'.padEnd(16)} = jsonencode(${hcl(details).replaceAll('\n', '\n    ')})`);
  return `  lifecycle_hook {
    ${lines.join('\n    ')}
    timeout_configuration {
      timeout_in_minutes = ${timeoutInMinutes}
      action             = ${hcl(action)}
    }
  }`;
}

/** A value in Terraform's language. In its texts `${` and `%{` begin a template. */
function hcl(value: JsonValue | readonly string[]): string {
  if (typeof value === 'string') return JSON.stringify(value).replace(/[$%](?=\{)/g, '$&$&');
  if (Array.isArray(value)) return `[${value.map((each: JsonValue) => hcl(each)).join(', ')}]`;
  if (isJsonObject(value as JsonValue)) {
    const members = Object.entries(value as object).map(
      ([key, each]) => `  ${hcl(key)} = ${hcl(each).replaceAll('\n', '\n  ')}`,
    );
    return `{\n${members.join('\n')}\n}`;
  }
  return JSON.stringify(value);
}

import type { MetricSource } from '../../../checks/metrics/reader/metric-reader.ts';
import type { SuiteSource } from '../../../checks/smoke/suite/suite-source.ts';
import { parseSecretReference } from '../../../checks/smoke/variables/secret-reference.ts';
import type { HookConfig } from '../../../service-hooks/hook-configuration.ts';
import type { ServiceHook } from '../../../service-hooks/service-hook.ts';
import type { RuleId } from '../rules/rules.ts';

/** A permission that a hook needs for what it is configured to do, and that its role has only if the stack's parameter lists it. */
export type GrantedNeed = {
  action: string;
  resource: string;
  parameter: string;
  rule: RuleId;
};

/** The keys of all checks that name something in AWS. */
type NamingConfig = {
  source?: SuiteSource | Partial<MetricSource> | undefined;
  secrets?: Readonly<Record<string, string>> | undefined;
  secret?: string | undefined;
  prometheus?: string | undefined;
  lambda?: string | undefined;
};

/** What the checks of a hook need; nothing if it is not known what is configured. */
export function needsOfHook(
  { kind, configuration }: Pick<ServiceHook, 'kind' | 'configuration'>,
  functionArn: string,
): readonly GrantedNeed[] {
  if (configuration === undefined || configuration.problem !== undefined) return [];
  const { config } = configuration;
  const checks = config.checks ?? [{ check: kind ?? '', config }];
  const own = ownArn(functionArn);
  return checks.flatMap(({ check, config: each }: { check: string; config: HookConfig }) =>
    (needsOf[check]?.(each as NamingConfig, own) ?? []).map((need) => ({
      rule: 'permission-missing' as const,
      ...need,
    })),
  );
}

/** Completes the rest of an ARN with the partition, the Region and the account of the function. */
type OwnArn = (service: string, rest: string) => string;

function ownArn(functionArn: string): OwnArn {
  const [, partition = 'aws', , region = '', account = ''] = functionArn.split(':');
  return (service, rest) => `arn:${partition}:${service}:${service === 's3' ? '::' : `${region}:${account}:`}${rest}`;
}

type Need = Omit<GrantedNeed, 'rule'> & { rule?: RuleId };

const needsOf: Readonly<Record<string, (config: NamingConfig, own: OwnArn) => readonly Need[]>> = {
  smoke: ({ source, secrets = {} }, own) => [
    ...suiteNeed(source as SuiteSource | undefined, own),
    ...Object.values(secrets).flatMap((text) => secretNeed(text, own)),
  ],
  alarms: ({ source }) => roleNeed((source as Partial<MetricSource> | undefined)?.roleArn, 'AlarmRoles'),
  metrics: ({ source, prometheus }, own) => [
    ...roleNeed((source as Partial<MetricSource> | undefined)?.roleArn, 'MetricsRoles'),
    // A workspace elsewhere is read with the permissions of the role.
    ...(prometheus?.startsWith('ws-') && (source as Partial<MetricSource> | undefined)?.roleArn === undefined
      ? [
          {
            action: 'aps:QueryMetrics',
            resource: own('aps', `workspace/${prometheus}`),
            parameter: 'PrometheusWorkspaces',
          },
        ]
      : []),
  ],
  'http-gate': ({ lambda, secret }, own) => [
    ...(lambda === undefined ? [] : [functionNeed(lambda, own)]),
    ...(secret === undefined ? [] : secretNeed(secret, own)),
  ],
};

function roleNeed(roleArn: string | undefined, parameter: string): readonly Need[] {
  return roleArn === undefined ? [] : [{ action: 'sts:AssumeRole', resource: roleArn, parameter }];
}

function functionNeed(lambda: string, own: OwnArn): Need {
  const resource = lambda.startsWith('arn:') ? lambda : own('lambda', `function:${lambda}`);
  return { action: 'lambda:InvokeFunction', resource, parameter: 'HttpGateFunctions' };
}

function secretNeed(text: string, own: OwnArn): readonly Need[] {
  const reference = parseSecretReference(text);
  if (reference === undefined) return [];
  const { service, id } = reference;
  const arn = (rest: string) => (id.startsWith('arn:') ? id : own(service, rest));
  const granted = { parameter: 'SmokeSecrets', rule: 'smoke-secret-unreadable' } as const;
  return service === 'ssm'
    ? [{ ...granted, action: 'ssm:GetParameter', resource: arn(`parameter${id.startsWith('/') ? id : `/${id}`}`) }]
    : // Secrets Manager appends six random characters to the name.
      [{ ...granted, action: 'secretsmanager:GetSecretValue', resource: arn(`secret:${id}-??????`) }];
}

/** A file needs no permission. */
function suiteNeed(source: SuiteSource | undefined, own: OwnArn): readonly Need[] {
  const granted = { parameter: 'SmokeSuites', rule: 'suite-unreadable' } as const;
  switch (source?.kind) {
    case 'object':
      return [{ ...granted, action: 's3:GetObject', resource: own('s3', `${source.bucket}/${source.key}`) }];
    case 'parameter':
      return [{ ...granted, action: 'ssm:GetParameter', resource: own('ssm', `parameter${source.name}`) }];
    default:
      return [];
  }
}

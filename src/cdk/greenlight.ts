import { Annotations, Aspects, Stage } from 'aws-cdk-lib';
import type { IDeploymentLifecycleHookTarget } from 'aws-cdk-lib/aws-ecs';
import { type IRole, Role } from 'aws-cdk-lib/aws-iam';
import type { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { Construct } from 'constructs';
import { completeHook, type HookRequest } from '../cli/attach/hook-request.ts';
import { abilitiesOf } from '../cli/aws/sign-in-of.ts';
import type { JsonObject } from '../hook/json.ts';
import type { HookableStage } from '../hook/target.ts';
import { type HookConfiguration, usualDetails } from '../service-hooks/hook-configuration.ts';
import type { StackAbilities } from '../service-hooks/hook-directory.ts';
import { type HookKind, templateNames } from '../service-hooks/hook-kinds.ts';
import type { ParameterValues } from './app-template.ts';
import { CompleteHooks } from './complete-hooks.ts';
import type { AlarmsDetails } from './details/alarms-details.ts';
import type { ApprovalDetails } from './details/approval-details.ts';
import type { BrowserDetails } from './details/browser-details.ts';
import type { GateDetails } from './details/gate-details.ts';
import type { HookKeys } from './details/hook-keys.ts';
import type { MetricsDetails } from './details/metrics-details.ts';
import type { SmokeDetails } from './details/smoke-details.ts';
import type { GreenlightProps } from './greenlight-props.ts';
import { GreenlightHookTarget, type HookAtService, type HookTiming, type PauseTiming } from './hook-target.ts';
import { includeApp } from './include-app.ts';
import { readDetailsNow } from './read-details-now.ts';
import { isOnlyUnknown } from './unknown-values.ts';

/** The outputs of the template with the functions of hooks. */
const outputOf = {
  approval: 'ApprovalHookArn',
  smoke: 'SmokeHookArn',
  alarms: 'AlarmHookArn',
  gate: 'GateHookArn',
  browser: 'BrowserHookArn',
} as const satisfies Record<HookKind, string>;

/**
 * Greenlight in a stack, and its hooks for services. Deploy it once per account and Region. Its resources have the ids that they have in the template, so
 * there can be one in a stack, and a stack that `sam deploy` has made can be continued with this construct.
 *
 * @example
 * ```ts
 * const greenlight = new Greenlight(this, 'Greenlight', { approverEmail: 'ana@example.com' });
 * service.addLifecycleHook(greenlight.smoke({ requests: ['/health'] }));
 * service.addLifecycleHook(greenlight.approval({ gate: 'release', reviewers: ['ana@example.com'] }));
 * ```
 */
export class Greenlight extends Construct {
  /** The template, for its resources: `greenlight.app.getResource('Desk')`. */
  readonly app: CfnInclude;
  /** The role with which ECS calls the hooks. */
  readonly hookInvokeRole: IRole;
  readonly #values: ParameterValues;
  readonly #hooks = new Map<string, HookAtService>();

  /** @throws Error naming the prop that is not valid */
  constructor(scope: Construct, id: string, props: GreenlightProps = {}) {
    super(scope, id);
    const { app, values } = includeApp(this, props);
    this.app = app;
    this.#values = values;
    this.hookInvokeRole = Role.fromRoleArn(this, 'HookInvokeRole', this.output('HookInvokeRoleArn'), {
      mutable: false,
    });
    Aspects.of(Stage.of(this) ?? this.node.root).add(new CompleteHooks(this.#hooks));
  }

  /** An output of the template, such as `DeskUrl` or `NotificationsTopicArn`. */
  output(name: string): string {
    return String(this.app.getOutput(name).value);
  }

  /**
   * Asks people, by default at PRE_PRODUCTION_TRAFFIC_SHIFT.
   *
   * @param details - `hookDetails`, see the guide of the approval hook
   * @throws Error naming the key that is not valid
   */
  approval(details: ApprovalDetails & HookKeys = {}, timing: HookTiming = {}): IDeploymentLifecycleHookTarget {
    return this.#hookOf('approval', details, timing);
  }

  /** Sends requests to the new version. Otherwise like {@link Greenlight.approval}, by default at POST_TEST_TRAFFIC_SHIFT. */
  smoke(details: SmokeDetails & HookKeys = {}, timing: HookTiming = {}): IDeploymentLifecycleHookTarget {
    return this.#hookOf('smoke', details, timing);
  }

  /** Requires CloudWatch alarms to be OK. */
  alarms(details: AlarmsDetails & HookKeys = {}, timing: HookTiming = {}): IDeploymentLifecycleHookTarget {
    return this.#hookOf('alarms', details, timing);
  }

  /**
   * Watches metrics of the new version with the gate hook, by default once it has production traffic: with the baseline `concurrent` at
   * PRODUCTION_TRAFFIC_SHIFT, which is every step of a linear or canary deployment, otherwise at POST_PRODUCTION_TRAFFIC_SHIFT.
   *
   * @param details - of the metrics check itself
   */
  metrics(details: MetricsDetails, timing: HookTiming = {}): IDeploymentLifecycleHookTarget {
    const stage = details.baseline === 'concurrent' ? 'PRODUCTION_TRAFFIC_SHIFT' : 'POST_PRODUCTION_TRAFFIC_SHIFT';
    return this.#hookOf('gate', { checks: [{ metrics: details }] }, { stages: [stage], ...timing });
  }

  /** Runs several checks: `{ checks: [{ smoke: … }, { alarms: … }] }`. */
  gate(details: GateDetails & HookKeys, timing: HookTiming = {}): IDeploymentLifecycleHookTarget {
    return this.#hookOf('gate', details, timing);
  }

  /** Opens pages in a browser. Needs `browserHookArn`. */
  browser(details: BrowserDetails & HookKeys = {}, timing: HookTiming = {}): IDeploymentLifecycleHookTarget {
    if (this.#values['BrowserHookArn'] === '')
      throw new Error(`${this.node.path}: browserHookArn is not set, and the browser hook has a stack of its own`);
    return this.#hookOf('browser', details, timing);
  }

  /** A pause hook of ECS: the deployment waits until somebody continues it. It needs no function. Its timeout may be up to 14 days. Default: a day. */
  pause(timing: PauseTiming): IDeploymentLifecycleHookTarget {
    return this.#target(undefined, { ...requestOf(timing), target: 'PAUSE' }, undefined, timing);
  }

  #hookOf(kind: HookKind, typed: object, timing: HookTiming): IDeploymentLifecycleHookTarget {
    const details = withoutUndefined(typed) as JsonObject;
    const configuration = this.#configurationOf(kind, details);
    return this.#target(kind, { ...requestOf(timing), target: { kind }, details }, configuration, timing);
  }

  #target(
    kind: HookKind | undefined,
    request: HookRequest,
    configuration: HookConfiguration | undefined,
    { allowFailOpen = false }: HookTiming,
  ) {
    const arn = kind === undefined ? this.output('ApprovalHookArn') : this.output(outputOf[kind]);
    const arns = { approval: arn, smoke: arn, alarms: arn, gate: arn, browser: arn };
    const defaults = { approval: {}, smoke: {}, alarms: {}, gate: {}, browser: {} };
    const hook = completeHook(request, { arns, roleArn: this.hookInvokeRole.roleArn, defaults });
    const name = `${this.node.addr}-${this.#hooks.size}`;
    this.#hooks.set(name, { kind, hook, configuration, allowFailOpen });
    return new GreenlightHookTarget(name, arn, this.hookInvokeRole);
  }

  /** What the hook will read; undefined if that depends on what only the deployment knows. */
  #configurationOf(kind: HookKind, details: JsonObject): HookConfiguration | undefined {
    // The template has no defaults for the browser hook.
    const hasDefaults = (this.#values[templateNames[kind].defaultsParameter] ?? '') !== '';
    const defaults = hasDefaults ? usualDetails[kind] : {};
    const read = readDetailsNow({ kind, details, defaults, stack: this.#abilities() });
    if (read.problem === undefined) return hasDefaults ? undefined : read;
    if (!isOnlyUnknown(read.problem, details)) throw new Error(`${this.node.path}: ${kind}: ${read.problem}`);
    const message = `${kind}: hookDetails could not be checked completely, because only the deployment knows a value: ${read.problem}`;
    Annotations.of(this).addWarningV2(`ecs-greenlight:unchecked-${kind}`, message);
    return undefined;
  }

  #abilities(): StackAbilities {
    const parameters = new Map(Object.entries(this.#values).map(([name, value]) => [name, String(value)]));
    return abilitiesOf({ parameters });
  }
}

function requestOf({ stages, timeout, onTimeout }: HookTiming & { stages?: readonly HookableStage[] }) {
  return {
    ...(stages !== undefined && { stages }),
    ...(timeout !== undefined && { timeoutMinutes: timeout.toMinutes() }),
    ...(onTimeout !== undefined && { timeoutAction: onTimeout }),
    from: 'the hook',
  };
}

/** Without keys that are undefined: JSON has none, and a hook would refuse them. Tokens stay as they are. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const present = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(present.map(([key, inner]) => [key, withoutUndefined(inner)]));
}

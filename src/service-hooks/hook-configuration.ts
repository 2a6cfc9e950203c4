import type { Assurance } from '../approval/request/assurance.ts';
import type { ApprovalRule, Deputies } from '../approval/request/fill-rules.ts';
import { whyWrongPattern } from '../approval/request/reason-pattern.ts';
import type { BusinessHours } from '../approval/schedule/business-hours.ts';
import type { AlarmsConfig, MoreAlarmsConfig } from '../checks/alarms/alarms-config.ts';
import type { ApprovalConfig } from '../checks/approval/approval-config.ts';
import { findUnprovenDeputies, whyUnknowable, whyUnprovable } from '../checks/approval/why-unprovable.ts';
import { type GateNode, type GatePart, leavesOf, placeReason } from '../checks/gate/gate-node.ts';
import { type AskableSystems, whyNotAskable } from '../checks/http-gate/why-not-askable.ts';
import type { MetricComparison } from '../checks/metrics/config/comparison-config.ts';
import type { Baseline } from '../checks/metrics/config/metrics-config.ts';
import { compileSuite } from '../checks/smoke/expect/compile-expectations.ts';
import { type ReadConfiguration, readConfiguration } from '../hook/configuration.ts';
import type { JsonObject } from '../hook/json.ts';
import { detailsSchemas } from './details-schemas.ts';
import type { StackAbilities } from './hook-directory.ts';
import type { HookKind } from './hook-kinds.ts';

/** What is configured, as the hook itself reads it; `problem` in its words if it would refuse. */
export type HookConfiguration =
  | { problem: string }
  | {
      problem: undefined;
      gate: string | undefined;
      config: HookConfig;
      /** Deputies whose votes could never count on this stack; missing if that is not known. */
      unprovenDeputies?: readonly string[];
    };

/** The settings that rules judge, of whichever hook. */
export type HookConfig = Omit<MoreAlarmsConfig, 'source'> & {
  deadlineMinutes?: number;
  waitMinutes?: number;
  watchMinutes?: number;
  okForMinutes?: number;
  settleSeconds?: number;
  reviewers?: readonly string[];
  /** Of an approval. */
  approvals?: number;
  selfApproval?: 'allow' | 'deny' | undefined;
  reasonPattern?: string | undefined;
  onDeadline?: 'reject' | 'approve' | undefined;
  businessHours?: BusinessHours | undefined;
  autoApprove?: { clusters: readonly string[] } | undefined;
  assurance?: Assurance | undefined;
  rules?: readonly ApprovalRule[] | undefined;
  deputies?: readonly Deputies[] | undefined;
  testUrl?: string | undefined;
  baseUrl?: string | undefined;
  host?: string | undefined;
  scheme?: 'http' | 'https' | undefined;
  requests?: readonly unknown[];
  timeoutSeconds?: number;
  attempts?: number;
  concurrency?: number;
  alarms?: readonly string[];
  onMissing?: 'fail' | 'wait' | 'pass';
  onInsufficientData?: 'wait' | 'pass' | 'fail';
  /** Where the secrets of a smoke test are stored, by their names. */
  secrets?: Readonly<Record<string, string>> | undefined;
  setup?: readonly unknown[] | undefined;
  teardown?: readonly unknown[] | undefined;
  /**
   * Of a smoke test that names a suite, instead of the keys in its document, which is read only when the gate runs. Of an alarms check, where the alarms
   * are.
   */
  source?: unknown;
  /** Of an http-gate. */
  url?: string;
  callback?: boolean;
  /** Of a load. */
  to?: 'test' | 'production';
  suite?: { baseUrl?: unknown };
  /** Of a metrics check. */
  compare?: readonly MetricComparison[];
  baseline?: Baseline | undefined;
  /** Of an automated check that never blocks. */
  dryRun?: boolean;
  /** Of a gate: its checks, and the lists and the question as they are written. */
  lists?: unknown;
  ask?: unknown;
  checks?: readonly GateCheckConfig[];
};

/** One check of a gate, with the place of its configuration: `hookDetails.checks[1].smoke`. */
type GateCheckConfig = { check: string; at: string; config: HookConfig };

/** Whether a smoke test is certain to go through the service's test listener. A suite may have a `baseUrl`. */
export function usesTestListener({ baseUrl, source }: HookConfig): boolean {
  return baseUrl === undefined && source === undefined;
}

/** Reads `hookDetails` over the defaults with the very schema of the hook, and compiles what a smoke test compiles before it sends anything. */
export async function readHookConfiguration(
  hook: HookKind,
  hookDetails: JsonObject,
  defaults: JsonObject,
): Promise<HookConfiguration> {
  const read = (await readConfiguration(hookDetails, defaults, detailsSchemas[hook])) as ReadConfiguration<HookConfig>;
  if (!read.ok) return { problem: read.reason };
  const { gate } = read.kit;
  if (hook === 'gate') return readGate(gate, read.config as unknown as GateNode<GatePart>, hookDetails, defaults);
  const problem = await compileProblem(hook, read.config);
  return problem === undefined ? { problem, gate, config: flat(read.config) } : { problem };
}

/** An alarms check that has been read keeps the keys that few gates set in an object of their own. */
function flat({ more, ...config }: HookConfig & Pick<AlarmsConfig, 'more'>): HookConfig {
  return { ...config, ...more };
}

/** The lists of a gate say how long it waits; everything else is judged check by check. */
async function readGate(
  gate: string | undefined,
  node: GateNode<GatePart>,
  hookDetails: JsonObject,
  defaults: JsonObject,
): Promise<HookConfiguration> {
  const leaves = leavesOf(node);
  for (const { check, config, path } of leaves) {
    const problem = await compileProblem(check.name, config as HookConfig);
    if (problem !== undefined) return { problem: placeReason(problem, path) };
  }
  const checks = leaves.map(({ check, config, path }) => ({
    check: check.name,
    at: placeReason('hookDetails', path),
    config: flat(config as HookConfig),
  }));
  const { checks: lists, ask } = { ...defaults, ...hookDetails };
  return { problem: undefined, gate, config: { checks, lists, ask } };
}

async function compileProblem(check: string, config: HookConfig): Promise<string | undefined> {
  if (check === 'smoke') return problemOfRequests(config);
  const problem = await whyWrongPattern(config);
  return problem && `hookDetails.${problem}`;
}

/** The same, with what the stack adds: an approval that asks for more than it can prove or know is refused by the hook, and so is a system that no gate may ask. */
export function refuseUnprovable(
  kind: HookKind,
  read: HookConfiguration,
  { signIn, recordsDeployers, httpGate }: StackAbilities,
): HookConfiguration {
  if (read.problem !== undefined) return read;
  const unaskable = httpGate && findUnaskable(read.config, httpGate);
  if (unaskable !== undefined) return { problem: unaskable };
  const approvals = approvalsIn(kind, read.config);
  for (const config of approvals) {
    const problem =
      (signIn && whyUnprovable(config, factsOf(signIn))) ??
      (recordsDeployers === undefined ? undefined : whyUnknowable(config, recordsDeployers));
    if (problem !== undefined) return { problem };
  }
  if (!signIn || approvals.length === 0) return read;
  return { ...read, unprovenDeputies: approvals.flatMap((config) => findUnprovenDeputies(config, factsOf(signIn))) };
}

/** The first check of a gate that asks a system which the stack does not let it ask. */
function findUnaskable({ checks = [] }: HookConfig, systems: AskableSystems): string | undefined {
  return checks
    .filter(({ check }) => check === 'http-gate')
    .map(({ at, config }) => whyNotAskable(config, systems)?.replace(/^hookDetails/, at))
    .find((reason) => reason !== undefined);
}

/** The schema of their kind has read them. */
function approvalsIn(kind: HookKind, config: HookConfig): readonly ApprovalConfig[] {
  const { checks = [] } = config;
  const found =
    kind === 'approval' ? [config] : checks.filter(({ check }) => check === 'approval').map((each) => each.config);
  return found as readonly HookConfig[] as unknown as readonly ApprovalConfig[];
}

function factsOf(signIn: NonNullable<StackAbilities['signIn']>) {
  return signIn === 'none' ? undefined : signIn;
}

/** What is wrong with a path, a pattern or a schema of a smoke test, which its own schema cannot check. */
async function problemOfRequests(config: HookConfig): Promise<string | undefined> {
  const compiled = await compileSuite(config as Parameters<typeof compileSuite>[0]);
  return compiled.ok ? undefined : compiled.reason;
}

/** What a service would say itself. */
export const usualDetails: Readonly<Record<HookKind, JsonObject>> = {
  approval: { reviewers: Array.from({ length: 50 }, (_, index) => `reviewer-${index}@example.com`) },
  smoke: {},
  alarms: { alarms: ['any'], waitMinutes: 1440 },
  gate: { checks: [{ alarms: {} }] },
  browser: {},
};

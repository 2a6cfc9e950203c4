import { isOfTasks } from '../../checks/metrics/config/comparison-config.ts';
import type { MetricsConfig } from '../../checks/metrics/config/metrics-config.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../hook/json.ts';
import { readMeantConfiguration } from '../../service-hooks/faults/list-faults.ts';
import type { HookConfiguration } from '../../service-hooks/hook-configuration.ts';
import type { ServiceHook } from '../../service-hooks/service-hook.ts';
import { isServiceForm } from '../attach/file/find-hooks.ts';
import { parseHooksText } from '../attach/file/parse-hooks-text.ts';
import { readTextFile } from '../attach/file/read-hooks-file.ts';
import { CliError } from '../command/cli-error.ts';
import { type BacktestStage, backtestStages } from './past-deployment.ts';

/** A metrics check of a gate. */
export type FoundMetrics = {
  /** Where it is configured: `lifecycleHooks[1].hookDetails.checks[0].metrics`. */
  at: string;
  config: MetricsConfig;
  /** The presets that were left out: which tasks ran in past deployments is not known. */
  leftOut: readonly string[];
  stages: readonly BacktestStage[];
};

/**
 * The metrics checks of the gates that are attached to a service.
 *
 * @throws {CliError} if there is none that could be replayed
 */
export function metricsOfHooks(hooks: readonly ServiceHook[], service: string): readonly FoundMetrics[] {
  const found = hooks.flatMap(({ kind, configuration, where, stages }) => {
    if (kind !== 'gate' || configuration === undefined) return [];
    if (configuration.problem !== undefined) throw new CliError(`${where} of ${service}: ${configuration.problem}`);
    const those = backtestStages.filter((stage) => stages.includes(stage));
    return checksIn(configuration).map((check) => ({ ...check, at: `${where}.${check.at}`, stages: those }));
  });
  if (found.length === 0) {
    throw new CliError(`no gate of ${service} has a metrics check`, {
      next: 'pass one that is not attached yet: --details gate.json',
    });
  }
  const replayable = found.filter(({ stages }) => stages.length > 0);
  if (replayable.length > 0) return replayable;
  throw new CliError(`the metrics checks of ${service} are attached to stages whose time is not known`, {
    next: `only ${backtestStages.join(' and ')} can be replayed; see what one of them would have said: --details gate.json --stage <stage>`,
  });
}

/**
 * The metrics checks in a file: `hookDetails` of a gate, the list of its checks, or the keys of one metrics check.
 *
 * @throws {CliError} if it cannot be read, or has none
 */
export async function metricsOfFile(path: string, stage: BacktestStage | undefined): Promise<readonly FoundMetrics[]> {
  const value = parseHooksText(readTextFile(path, 'write the path of a file with the checks of a gate'), path);
  const { details, isBare } = detailsIn(value, path);
  const configuration = await readMeantConfiguration('gate', details, {});
  if (configuration.problem !== undefined) {
    throw new CliError(
      `${path}: ${isBare ? configuration.problem.replaceAll('hookDetails.checks[0].', '') : configuration.problem}`,
    );
  }
  const found = checksIn(configuration);
  if (found.length === 0) {
    throw new CliError(`${path} has no metrics check`, { next: 'write one: {"checks": [{"metrics": {…}}]}' });
  }
  return found.map((check) => ({ ...check, at: isBare ? 'metrics' : check.at, stages: [stage ?? usualStage(check)] }));
}

function detailsIn(value: unknown, path: string): { details: JsonObject; isBare: boolean } {
  if (Array.isArray(value) && value.some((one) => isJsonObject(one) && isHook(one))) throw notChecks(path);
  if (Array.isArray(value)) return { details: { checks: value as JsonValue[] }, isBare: false };
  if (!isJsonObject(value)) throw new CliError(`${path} does not hold the keys of a check`);
  if (!('checks' in value) && isServiceForm(value)) throw notChecks(path);
  return 'checks' in value
    ? { details: value, isBare: false }
    : { details: { checks: [{ metrics: value }] }, isBare: true };
}

function isHook(entry: JsonObject): boolean {
  return ['hook', 'hookTargetArn', 'lifecycleStages'].some((key) => key in entry);
}

function notChecks(path: string): CliError {
  return new CliError(`${path} has the hooks of a service, not the checks of one gate`, {
    next: 'write the hookDetails of the gate into a file of its own, or leave --details out to replay what is attached',
  });
}

function checksIn(configuration: HookConfiguration): Omit<FoundMetrics, 'stages'>[] {
  const { checks = [] } = configuration.problem === undefined ? configuration.config : {};
  return checks
    .filter(({ check }) => check === 'metrics')
    .map(({ at, config: whole }) => {
      const config = whole as unknown as MetricsConfig;
      const compare = config.compare.filter(({ preset }) => !isOfTasks(preset));
      const leftOut = config.compare.filter(({ preset }) => isOfTasks(preset)).map(({ preset }) => preset);
      if (compare.length + config.conditions.length === 0) {
        throw new CliError(`${at} only compares tasks (${leftOut.join(', ')})`, {
          next: 'ECS forgets stopped tasks after an hour, so these cannot be replayed; add another preset or a condition',
        });
      }
      return { at, config: { ...config, compare }, leftOut };
    });
}

/** Where such a check is attached, as the guide has it. */
function usualStage({ config }: Pick<FoundMetrics, 'config'>): BacktestStage {
  return config.compare.length > 0 && config.baseline === 'concurrent'
    ? 'PRODUCTION_TRAFFIC_SHIFT'
    : 'POST_PRODUCTION_TRAFFIC_SHIFT';
}

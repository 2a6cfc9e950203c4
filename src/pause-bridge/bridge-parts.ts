import type { Ledger } from '../approval/request/ledger.ts';
import type { ApprovalLifecycle } from '../checks/approval/approval-lifecycle.ts';
import type { EcsReader } from '../deployment/ecs.ts';
import type { Clock } from '../hook/clock.ts';
import type { HookLogger } from '../hook/log/hook-logger.ts';
import type { ReadParameters, ReadTags } from './configuration/pause-configuration.ts';
import type { PauseAction } from './pause-record.ts';
import type { PauseStore } from './pause-store.ts';
import type { DeploymentFinder } from './search/find-deployments.ts';

/** Answers a pause through ECS's ContinueServiceDeployment. */
export interface PauseAnswerer {
  /** Rejects if ECS did not accept the answer, or if its response was lost: then only ECS knows which of the two. */
  continueServiceDeployment(
    answer: { serviceDeploymentArn: string; hookId: string; action: PauseAction },
    signal: AbortSignal,
  ): Promise<void>;
}

/** The calls to ECS. */
export type BridgeEcs = Pick<EcsReader, 'describeServiceDeployment'> & PauseAnswerer;

type PauseSearch = {
  finder: () => Promise<DeploymentFinder>;
  /** The clusters that the bridge may read: a name, or a pattern such as `prod-*`. */
  clusters: string;
};

export type BridgeParts = {
  pauses: PauseStore;
  ledger: Pick<Ledger, 'read' | 'change'>;
  lifecycle: () => Promise<ApprovalLifecycle>;
  ecs: () => Promise<BridgeEcs>;
  /** Reads the parameters that configure pauses. */
  readParameters: ReadParameters;
  /** Reads a service's tags; undefined if they do not configure pauses. */
  readTags?: ReadTags | undefined;
  /** The name of the account's parameter, and the beginning of all others: `/greenlight/pauses`. */
  parameterPrefix: string;
  /** Asks about every pause, also about those that nobody configured. */
  asksAlways: boolean;
  /** Does not obey a status that was changed by hand. Default false. */
  refusesHandDecisions?: boolean;
  /** Finds pauses whose event never arrived; undefined if nothing is searched. */
  search?: PauseSearch | undefined;
  clock: Clock;
  logger: HookLogger;
  newId: () => string;
};

import type { Ledger } from '../../approval/request/ledger.ts';
import type { EcsReader } from '../../deployment/ecs.ts';
import type { Clock } from '../../hook/clock.ts';
import type { HookLogger } from '../../hook/log/hook-logger.ts';
import type { Reports } from '../../storage/reports.ts';
import type { ObjectStore } from '../../storage/store.ts';

/** Where news comes from. All of it is read, and nothing is written. */
export type NewsParts = {
  ledger: Pick<Ledger, 'read' | 'listOpen'>;
  /** Lists the requests of a deployment, and holds the reasons that `greenlight rollback` stores. */
  store: Pick<ObjectStore, 'read' | 'list'>;
  reports: Pick<Reports, 'read'>;
  /** Loaded when first needed, because it includes the SDK. */
  ecs: () => Promise<Pick<EcsReader, 'describeServiceDeployment'>>;
  /** Of the ARNs here, such as `aws`. */
  partition: string;
  /** The desk, if people can sign in there: then announcements contain the address of the deployment's page. */
  deskUrl?: string | undefined;
  clock: Clock;
  logger: HookLogger;
};

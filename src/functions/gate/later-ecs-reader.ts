import type { EcsReader } from '../../deployment/ecs.ts';
import { loadReaders } from '../wiring/load-readers.ts';

/** Reads deployments and revisions; brings the SDK with the first call. */
export const laterEcsReader: EcsReader = {
  describeServiceDeployment: async (...asked) => (await loadReaders()).ecs.describeServiceDeployment(...asked),
  describeServiceRevisions: async (...asked) => (await loadReaders()).ecs.describeServiceRevisions(...asked),
};

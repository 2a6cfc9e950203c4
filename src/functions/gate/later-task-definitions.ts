import type { TaskDefinitionReader } from '../../checks/smoke/expect/task-definition.ts';
import { loadOnce } from '../../hook/load-once.ts';

const load = loadOnce(async () => (await import('../lazy/aws-value-reader.ts')).awsValueReader());

/** Reads task definitions; brings the SDK with the first call. */
export const laterTaskDefinitions: TaskDefinitionReader = {
  describeTaskDefinition: async (...asked) => (await load()).describeTaskDefinition(...asked),
};

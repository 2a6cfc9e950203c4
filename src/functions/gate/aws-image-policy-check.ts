import { imagePolicyCheck } from '../../checks/image-policy/image-policy-check.ts';
import { loadOnce } from '../../hook/load-once.ts';
import { laterEcsReader } from './later-ecs-reader.ts';
import { laterTaskDefinitions } from './later-task-definitions.ts';

const load = loadOnce(async () => (await import('../lazy/policies/aws-ecr-reader.ts')).awsEcrReader());

/** The image policy with its readers of AWS. */
export function awsImagePolicyCheck() {
  return imagePolicyCheck(
    {
      describeImage: async (...asked) => (await load()).describeImage(...asked),
      readIndex: async (...asked) => (await load()).readIndex(...asked),
      readScan: async (...asked) => (await load()).readScan(...asked),
      countSignatures: async (...asked) => (await load()).countSignatures(...asked),
      readPullThroughRules: async (...asked) => (await load()).readPullThroughRules(...asked),
    },
    { ...laterEcsReader, ...laterTaskDefinitions },
  );
}

import * as v from 'valibot';
import { awsEntries, bucket, handDecisions, optionalText } from '../environment.ts';

export const watcherEnvironmentSchema = v.object({
  ...awsEntries,
  LEDGER_BUCKET: bucket,
  HAND_DECISIONS: handDecisions,
  /** How it is known who starts deployments, if that is to be recorded. */
  DEPLOYERS: optionalText,
  /** The tag of a service that names the person, if that is how. */
  DEPLOYER_TAG: optionalText,
});

import * as v from 'valibot';
import { awsEntries, bucket, handDecisions } from '../environment.ts';

export const watcherEnvironmentSchema = v.object({
  ...awsEntries,
  LEDGER_BUCKET: bucket,
  HAND_DECISIONS: handDecisions,
});

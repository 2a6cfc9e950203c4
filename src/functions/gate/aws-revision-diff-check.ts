import { revisionDiffCheck } from '../../checks/revision-diff/revision-diff-check.ts';
import { laterEcsReader } from './later-ecs-reader.ts';
import { laterTaskDefinitions } from './later-task-definitions.ts';

/** The comparison of revisions with its reader of AWS. */
export function awsRevisionDiffCheck() {
  return revisionDiffCheck({ ...laterEcsReader, ...laterTaskDefinitions });
}

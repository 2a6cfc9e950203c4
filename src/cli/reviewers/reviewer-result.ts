import type { AwsClients } from '../aws/aws-clients.ts';
import type { ExitCode } from '../aws/run-action.ts';
import type { StackOutputs } from '../aws/stack.ts';
import type { ReviewerFlags } from './reviewer-flags.ts';
import type { ReviewerRow } from './reviewer-row.ts';
import type { ReviewerTopic } from './topic.ts';

/** What an action did: for people, for programs, and for scripts. */
export type ReviewerResult = {
  title: string;
  rows: readonly ReviewerRow[];
  closing?: readonly string[];
  json: object;
  code: ExitCode;
};

/** What every action works with. */
export type ReviewerWork = {
  clients: AwsClients;
  stack: StackOutputs;
  topic: ReviewerTopic;
  words: readonly string[];
  flags: ReviewerFlags;
};

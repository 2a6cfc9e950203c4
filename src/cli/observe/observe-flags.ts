import type { Switches } from '../../controller/switches.ts';
import type { AwsFlags } from '../aws/aws-command.ts';

export type ObserveFlags = AwsFlags & {
  local?: boolean;
  only?: readonly string[];
  folder: string;
  resume?: boolean;
  switch?: Partial<Switches>;
  yes?: boolean;
  cleanUp?: boolean;
};

import type { StandardSchemaV1 } from '@standard-schema/spec';
import * as v from 'valibot';
import type { ApprovalConfig } from './approval-config.ts';
import { plainEntries } from './plain-config.ts';

const plainSchema = v.strictObject(plainEntries);

/**
 * The schema of the approval hook. It accepts exactly what `approvalConfigSchema` accepts, with the same result, but loads that only if a gate
 * is configured with more than a poll of most gates needs, or wrongly.
 */
export const polledConfigSchema: StandardSchemaV1<unknown, ApprovalConfig> = {
  '~standard': {
    version: 1,
    vendor: 'greenlight',
    async validate(input) {
      const { success, output } = v.safeParse(plainSchema, input);
      if (success && output.approvals === 1) return { value: { ...output, excluded: [] } };
      return (await import('./approval-config.ts')).approvalConfigSchema['~standard'].validate(input);
    },
  },
};

import * as v from 'valibot';
import { areas } from '../../deployment/changes/diff-definitions.ts';

/** The keys of `hookDetails` for the comparison of revisions, completed. */
export type RevisionDiffConfig = v.InferOutput<typeof revisionDiffConfigSchema>;

const area = `expected a list of ${areas.join(', ')}`;

/** Validates and completes what is configured. */
export const revisionDiffConfigSchema = v.pipe(
  v.strictObject({
    /** What may differ from the version before without anybody being asked. Default `["image"]`; `[]` lets nothing differ. */
    mayChange: v.optional(v.array(v.picklist(areas, area), area), ['image']),
    /** What happens if something else differs: `fail`, or `ask` the people of an approval that follows in the same list or in the gate's `ask`. Default `fail`. */
    onOther: v.optional(v.picklist(['fail', 'ask'], 'expected "fail" or "ask"'), 'fail'),
    /** What happens in a service's first deployment, which has nothing to compare with: `pass`, or `check`, which is inconclusive. Default `check`. */
    firstDeployment: v.optional(v.picklist(['check', 'pass'], 'expected "check" or "pass"'), 'check'),
  }),
  // Asking people is one mechanism for all checks of a gate: it also makes sure that somebody is asked.
  v.transform((config) => ({ ...config, ...(config.onOther === 'ask' && { onInconclusive: 'ask' as const }) })),
);

import * as v from 'valibot';
import type { Subject } from '../request.ts';

const changeSchema = v.object({
  /** `image`, `cpu`, `memory`, `environment`, `secret`, `task role` and so on; `more` if some are left out. */
  what: v.string(),
  container: v.optional(v.string()),
  /** With its unit; of a variable, a secret or a container, its name. Missing if there was none, and if it is not shown. */
  before: v.optional(v.string()),
  after: v.optional(v.string()),
  note: v.optional(v.string()),
});

/** One thing that the new version's task definition has and the version before has not, or the other way round. */
export type SubjectChange = v.InferOutput<typeof changeSchema>;

/**
 * What changes in the task definition except images, as it was when people were asked. Empty if nothing does; undefined if it is not known. Entries
 * that are damaged, or of a later release, are left out.
 *
 * @example
 * changesOf(request.subject); // [{ what: 'memory', before: '512 MiB', after: '1024 MiB' }, { what: 'environment', container: 'ui', after: 'CHECKOUT_V2', note: 'value not shown' }]
 */
export function changesOf({ changes }: Pick<Subject, 'changes'>): readonly SubjectChange[] | undefined {
  return changes?.flatMap((change) => {
    const parsed = v.safeParse(changeSchema, change);
    return parsed.success && parsed.output.what !== 'image' ? [parsed.output] : [];
  });
}

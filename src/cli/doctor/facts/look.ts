import { formatError } from '../../../wording/values.ts';
import { calledAction } from '../../aws/called-action.ts';
import { isDenied } from '../../aws/explain-aws-error.ts';
import { CliError } from '../../command/cli-error.ts';
import type { RuleId } from '../rules/rules.ts';
import type { Group, Outcome } from './outcome.ts';
import { on } from './outcome.ts';

/** What a look at AWS gave. What could not be checked is never treated as missing, or as fine. */
export type Looked<Value> =
  | { seen: true; value: Value }
  | {
      seen: false;
      why: string;
      /** The IAM action that was refused. */
      allow?: string | undefined;
    };

/**
 * Every answer of AWS becomes a value, even an error; a `CliError`, which says that there is nothing to check, does not.
 *
 * @param action the IAM action that the call needs, such as `iam:GetRole`; a call made with `calling` names its own
 */
export async function look<Value>(action: string, read: () => Promise<Value>): Promise<Looked<Value>> {
  try {
    return { seen: true, value: await read() };
  } catch (error) {
    if (error instanceof CliError) throw error;
    const called = calledAction(error) ?? action;
    return isDenied(error)
      ? { seen: false, why: `you are not allowed to call ${called}`, allow: called }
      : { seen: false, why: `${called}: ${formatError(error)}` };
  }
}

/** Reads what may not be there: these errors of AWS are an answer. */
export async function unlessAbsent<Value>(
  absent: readonly string[],
  read: () => Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && absent.includes(error.name)) return undefined;
    throw error;
  }
}

/** Judges what was seen. If it could not be read, each of these rules reports that. */
export function whenSeen<Value>(
  looked: Looked<Value>,
  { group, rules, about }: { group: Group; rules: readonly RuleId[]; about: string },
  judge: (value: Value) => readonly Outcome[],
): readonly Outcome[] {
  return looked.seen
    ? judge(looked.value)
    : rules.map((rule) => on(group, rule, about).unseen(looked.why, looked.allow));
}

import { isJsonObject, type JsonValue } from '../../../hook/json.ts';
import type { Verdict } from '../../../hook/verdict.ts';
import { formatError } from '../../../wording/values.ts';
import { hide } from '../judge/format-answer.ts';

/** The same verdict without any of these secrets, wherever they come from: the last thing that happens to it. */
export function hideSecrets(verdict: Verdict, secrets: readonly string[]): Verdict {
  if (secrets.length === 0) return verdict;
  const clean = (text: string) => hide(text, secrets);
  return {
    ...verdict,
    reason: clean(verdict.reason),
    ...(verdict.findings && {
      findings: verdict.findings.map(({ name, outcome, found, allowed }) => ({
        ...{ name: clean(name), outcome, found: clean(found) },
        ...(allowed !== undefined && { allowed: clean(allowed) }),
      })),
    }),
    ...(verdict.state !== undefined && { state: cleanJson(verdict.state, clean) }),
    // An error of Node may have bytes of the answer in it, and one of the SDK whole requests.
    ...('cause' in verdict && verdict.cause !== undefined && { cause: new Error(clean(formatError(verdict.cause))) }),
  };
}

function cleanJson(value: JsonValue, clean: (text: string) => string): JsonValue {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map((each) => cleanJson(each, clean));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, cleanJson(each, clean)]));
}

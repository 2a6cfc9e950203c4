import { isJsonObject } from '../../../hook/json.ts';

/**
 * Whether an SNS filter policy on message attributes lets a message through; undefined if the policy uses what is not known here.
 *
 * @param anyValue attributes that may have any value, so that the policy's conditions on them count as met
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html
 */
export function letsThrough(
  policy: unknown,
  attributes: Readonly<Record<string, string>>,
  anyValue: readonly string[] = [],
): boolean | undefined {
  if (!isJsonObject(policy)) return undefined;
  return every(
    Object.entries(policy).map(([key, wanted]) => {
      if (anyValue.includes(key)) return true;
      if (!Array.isArray(wanted)) return undefined;
      if (key === '$or') return some(wanted.map((each) => letsThrough(each, attributes, anyValue)));
      return some(wanted.map((pattern) => matches(pattern, attributes[key])));
    }),
  );
}

function matches(pattern: unknown, value: string | undefined): boolean | undefined {
  if (typeof pattern === 'string') return pattern === value;
  if (!isJsonObject(pattern)) return typeof pattern === 'number' ? false : undefined;
  const [operator, operand] = Object.entries(pattern)[0] ?? [];
  if (operator === 'exists') return operand === (value !== undefined);
  if (value === undefined) return false;
  switch (operator) {
    case 'prefix':
      return typeof operand === 'string' ? value.startsWith(operand) : undefined;
    case 'suffix':
      return typeof operand === 'string' ? value.endsWith(operand) : undefined;
    case 'equals-ignore-case':
      return typeof operand === 'string' ? value.toLowerCase() === operand.toLowerCase() : undefined;
    case 'anything-but': {
      const refused = Array.isArray(operand) ? operand : [operand];
      return refused.every((each) => typeof each === 'string') ? !refused.includes(value) : undefined;
    }
    default:
      return undefined;
  }
}

function every(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

function some(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

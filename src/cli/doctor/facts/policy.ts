import { isJsonObject } from '../../../hook/json.ts';

/** Whether something is allowed; undefined if a condition decides it or the policy cannot be read. */
export type Allowed = boolean | undefined;

/** Whether these identity policies allow an action on a resource. Conditions are not evaluated: if one matters, the result is undefined. */
export function allows(policies: readonly unknown[], action: string, resource: string): Allowed {
  const matching = policies
    .flatMap(statementsOf)
    .filter((statement) => matchesAction(statement, action) && matchesResource(statement, resource));
  const some = (effect: string, isConditional: boolean) =>
    matching.some(({ Effect, Condition }) => Effect === effect && (Condition !== undefined) === isConditional);
  if (some('Deny', false)) return false;
  if (some('Allow', false)) return some('Deny', true) ? undefined : true;
  return some('Allow', true) ? undefined : false;
}

/** Whether a trust policy lets a service take on the role, and the conditions that it sets for that. */
export function trusts(policy: unknown, service: string): { isTrusted: boolean; conditions: readonly string[] } {
  const statements = statementsOf(policy).filter((statement) => {
    const principal = statement['Principal'];
    const services = isJsonObject(principal) ? listOf(principal['Service']) : [];
    return (
      statement['Effect'] === 'Allow' &&
      (services.includes(service) || principal === '*') &&
      matchesAction(statement, 'sts:AssumeRole')
    );
  });
  const isUnconditional = statements.some((statement) => statement['Condition'] === undefined);
  const conditions = statements.flatMap(({ Condition }) =>
    isJsonObject(Condition)
      ? Object.values(Condition).flatMap((each) => (isJsonObject(each) ? Object.keys(each) : []))
      : [],
  );
  return { isTrusted: statements.length > 0, conditions: isUnconditional ? [] : conditions };
}

/** A policy document's statements; there may be a single one without a list. */
export function statementsOf(policy: unknown): readonly Record<string, unknown>[] {
  if (!isJsonObject(policy)) return [];
  const { Statement } = policy;
  return (Array.isArray(Statement) ? Statement : [Statement]).filter(isJsonObject);
}

function matchesAction(statement: Record<string, unknown>, action: string): boolean {
  const wanted = action.toLowerCase();
  const matchesAny = (patterns: unknown) =>
    listOf(patterns).some((pattern) => matchesPattern(pattern.toLowerCase(), wanted));
  return statement['NotAction'] === undefined ? matchesAny(statement['Action']) : !matchesAny(statement['NotAction']);
}

function matchesResource(statement: Record<string, unknown>, resource: string): boolean {
  const matchesAny = (patterns: unknown) => listOf(patterns).some((pattern) => matchesPattern(pattern, resource));
  return statement['NotResource'] === undefined
    ? matchesAny(statement['Resource'])
    : !matchesAny(statement['NotResource']);
}

/** `*` matches any characters, `?` exactly one. */
export function matchesPattern(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

function listOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string');
}

import type { AppTemplate, ParameterValues } from './app-template.ts';

/**
 * Evaluates the conditions of a template for these parameters, as CloudFormation would.
 *
 * @throws Error if a condition uses something other than parameters, conditions, and `And`, `Or`, `Not` and `Equals`
 */
export function evaluateConditions(
  { Conditions }: Pick<AppTemplate, 'Conditions'>,
  values: ParameterValues,
): Readonly<Record<string, boolean>> {
  return Object.fromEntries(
    Object.entries(Conditions).map(([name, condition]) => [name, isTrue(condition, Conditions, values)]),
  );
}

/**
 * What the rules of a template say against these parameters.
 *
 * @example ['set both DeskDomainName and DeskCertificateArn, or neither']
 */
export function brokenRules({ Rules, Conditions }: AppTemplate, values: ParameterValues): readonly string[] {
  return Object.values(Rules)
    .flatMap(({ Assertions }) => Assertions)
    .filter(({ Assert }) => !isTrue(Assert, Conditions, values))
    .map(({ AssertDescription }) => AssertDescription);
}

function isTrue(expression: unknown, conditions: AppTemplate['Conditions'], values: ParameterValues): boolean {
  const [[operator = '', operand] = []] = Object.entries(expression ?? {});
  const inner = (each: unknown) => isTrue(each, conditions, values);
  if (operator === 'Condition') return inner(conditions[String(operand)]);
  if (!Array.isArray(operand)) throw new Error(`the condition ${JSON.stringify(expression)} cannot be evaluated here`);
  switch (operator) {
    case 'Fn::And':
      return operand.every(inner);
    case 'Fn::Or':
      return operand.some(inner);
    case 'Fn::Not':
      return !operand.some(inner);
    case 'Fn::Equals':
      return operandOf(operand[0], values) === operandOf(operand[1], values);
    default:
      throw new Error(`the condition ${JSON.stringify(expression)} cannot be evaluated here`);
  }
}

/** As CloudFormation compares, as text. A token is equal to nothing but itself. */
function operandOf(operand: unknown, values: ParameterValues): string {
  if (typeof operand === 'string' || typeof operand === 'number') return String(operand);
  const name = String((operand as { Ref?: unknown } | undefined)?.Ref);
  const value = values[name];
  if (value === undefined) throw new Error(`${JSON.stringify(operand)} is not a parameter of the template`);
  return String(value);
}

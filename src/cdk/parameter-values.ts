import { Token } from 'aws-cdk-lib';
import { suggestKey } from '../service-hooks/faults/suggest-key.ts';
import { formatValue } from '../wording/values.ts';
import type { AppTemplate, ParameterValues, TemplateParameter } from './app-template.ts';
import { brokenRules } from './evaluate-conditions.ts';
import type { GreenlightProps } from './greenlight-props.ts';

/**
 * The parameters of the template that these props mean, completed by its defaults, and checked with its own patterns and rules: CloudFormation
 * checks nothing, because the template that is deployed has no parameters any more.
 *
 * @throws Error naming the prop, its value, and what is expected
 */
export function parameterValues(template: AppTemplate, props: GreenlightProps): ParameterValues {
  const given = Object.entries(props as Readonly<Record<string, unknown>>).filter(([, value]) => value !== undefined);
  for (const [key] of given) {
    if (template.Parameters[parameterOf(key)] === undefined || /^[A-Z]/.test(key)) {
      const meant = suggestKey(key, Object.keys(template.Parameters).map(propOf));
      const remedy = meant === undefined ? ', remove it or correct its spelling' : `; write ${meant}`;
      throw new Error(`${key}: unknown property of Greenlight${remedy}`);
    }
  }
  const byKey = new Map(given);
  const values = Object.fromEntries(
    Object.entries(template.Parameters).map(([name, parameter]) => {
      const key = propOf(name);
      return [name, byKey.has(key) ? checkedValue(key, byKey.get(key), parameter) : parameter.Default];
    }),
  );
  const [broken] = brokenRules(template, values);
  if (broken !== undefined)
    throw new Error(
      broken.replaceAll(/\b[A-Z][A-Za-z]+\b/g, (word) => (word in template.Parameters ? propOf(word) : word)),
    );
  return values;
}

/** `approverEmail` is `ApproverEmail`. */
function parameterOf(prop: string): string {
  return `${prop.charAt(0).toUpperCase()}${prop.slice(1)}`;
}

function propOf(parameter: string): string {
  return `${parameter.charAt(0).toLowerCase()}${parameter.slice(1)}`;
}

function checkedValue(key: string, given: unknown, parameter: TemplateParameter): string | number {
  const value = plainValue(given, parameter);
  const wanted = whyRefused(value, parameter);
  if (wanted === undefined) return value as string | number;
  throw new Error(
    `${key} is ${Array.isArray(given) ? formatValue(given.join(',')) : formatValue(given)}, but ${wanted}`,
  );
}

/** Lists are one text in the template, and a yes or no is a word. */
function plainValue(given: unknown, { AllowedValues = [] }: TemplateParameter): unknown {
  if (Array.isArray(given)) return given.join(',');
  if (typeof given !== 'boolean') return given;
  const [yes, no] = AllowedValues.includes('on') ? ['on', 'off'] : ['yes', 'no'];
  return given ? yes : no;
}

function whyRefused(value: unknown, parameter: TemplateParameter): string | undefined {
  const { Type, AllowedValues, AllowedPattern, ConstraintDescription, MinValue, MaxValue, MaxLength } = parameter;
  const isNumber = Type === 'Number';
  if (typeof value !== (isNumber ? 'number' : 'string')) return `must be a ${isNumber ? 'number' : 'string'}`;
  if (Token.isUnresolved(value)) return undefined;
  const said = ConstraintDescription ?? 'is not allowed';
  if (AllowedValues && !AllowedValues.includes(value as string)) return `must be one of ${AllowedValues.join(', ')}`;
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(String(value))) return said;
  if (typeof value === 'number' && (value < (MinValue ?? value) || value > (MaxValue ?? value))) return said;
  return MaxLength !== undefined && String(value).length > MaxLength
    ? `must have at most ${MaxLength} characters`
    : undefined;
}

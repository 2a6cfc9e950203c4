import type { AppTemplate, ParameterValues, TemplateElement } from './app-template.ts';
import { evaluateConditions } from './evaluate-conditions.ts';

type IsMet = Readonly<Record<string, boolean>>;

const absent = Symbol('AWS::NoValue');

/**
 * The template as it is once its parameters are known: without conditions, and without the resources and values that they leave out. Conditions that never change are
 * noise in a stack, CDK warns of each, and CloudFormation refuses one that refers to a resource, as it would if a parameter is the ARN of one.
 */
export function settleTemplate(template: AppTemplate, values: ParameterValues): AppTemplate {
  const isMet = evaluateConditions(template, values);
  const resources = elementsOf(template.Resources, isMet);
  return {
    ...template,
    Rules: {},
    Conditions: {},
    Metadata: {},
    Globals: settle(template['Globals'], isMet),
    Resources: Object.fromEntries(Object.entries(resources).map(([id, each]) => [id, withPresent(each, resources)])),
    Outputs: elementsOf(template.Outputs, isMet),
  };
}

function elementsOf<Element extends TemplateElement>(
  elements: Readonly<Record<string, Element>>,
  isMet: IsMet,
): Record<string, Element> {
  const present = Object.entries(elements).filter(([, { Condition }]) => Condition === undefined || isMet[Condition]);
  return Object.fromEntries(present.map(([id, { Condition: _, ...rest }]) => [id, settle(rest, isMet) as Element]));
}

/** CloudFormation ignores a dependency on a resource that a condition leaves out. */
function withPresent<Element extends TemplateElement>({ DependsOn, ...rest }: Element, resources: object) {
  const present = [DependsOn ?? []].flat().filter((id) => id in resources);
  return present.length > 0 ? { ...rest, DependsOn: present } : rest;
}

function settle(value: unknown, isMet: IsMet): unknown {
  if (Array.isArray(value)) return value.map((each) => settle(each, isMet)).filter((each) => each !== absent);
  if (typeof value !== 'object' || value === null) return value;
  const { 'Fn::If': choice, Ref: name } = value as { 'Fn::If'?: readonly [string, unknown, unknown]; Ref?: unknown };
  if (name === 'AWS::NoValue') return absent;
  if (choice) return settle(isMet[choice[0]] ? choice[1] : choice[2], isMet);
  const entries = Object.entries(value).map(([key, inner]) => [key, settle(inner, isMet)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== absent));
}

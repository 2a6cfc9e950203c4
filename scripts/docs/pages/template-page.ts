import { code, table } from '../markdown.ts';
import type { DocsTemplate } from '../read-template.ts';

/** Parameters, outputs and what is created, from `template.yaml`. */
export function templatePage(template: DocsTemplate): string {
  const groups = template.Metadata['AWS::CloudFormation::Interface'].ParameterGroups;
  const grouped = new Set(groups.flatMap(({ Parameters }) => Parameters));
  const others = Object.keys(template.Parameters).filter((name) => !grouped.has(name));
  return `# The template

Parameters, outputs and resources of Greenlight's stack, generated from \`template.yaml\`. How it is deployed: [start](../start.md).

## Parameters

${[...groups, ...(others.length > 0 ? [{ Label: { default: 'Others' }, Parameters: others }] : [])]
  .map(({ Label, Parameters }) => `### ${Label.default}\n\n${parameterTable(template, Parameters)}`)
  .join('\n\n')}

## Outputs

${table(
  ['output', 'is'],
  Object.entries(template.Outputs).map(([name, { Description }]) => [code(name), Description]),
)}

## Functions

${table(
  ['function', 'does', 'timeout', 'memory'],
  resourcesOf(template, 'AWS::Serverless::Function').map(([name, { Properties }]) => [
    code(name),
    String(Properties['Description'] ?? ''),
    `${String(Properties['Timeout'] ?? 'default')} s`,
    `${String(Properties['MemorySize'] ?? 'default')} MB`,
  ]),
)}

## Greenlight's own alarms

${alarms(template)}

## Everything that is created

${table(
  ['resource', 'type'],
  Object.entries(template.Resources).map(([name, { Type }]) => [code(name), code(Type)]),
)}
`;
}

function parameterTable({ Parameters }: DocsTemplate, names: readonly string[]): string {
  const rows = names.map((name) => {
    const { Type = '', Default, Description = '', AllowedValues, MinValue, MaxValue } = Parameters[name] ?? {};
    const range =
      MinValue === undefined && MaxValue === undefined
        ? ''
        : `${String(MinValue ?? '…')} to ${String(MaxValue ?? '…')}`;
    const takes =
      AllowedValues?.map((value) => code(String(value))).join(', ') ?? [Type, range].filter(Boolean).join(', ');
    const isEmpty = Default === undefined || Default === '';
    return [
      code(name),
      takes,
      isEmpty ? (Default === undefined ? 'required' : 'none') : code(String(Default)),
      Description,
    ];
  });
  return table(['parameter', 'takes', 'default', 'meaning'], rows);
}

function alarms(template: DocsTemplate): string {
  const found = resourcesOf(template, 'AWS::CloudWatch::Alarm');
  if (found.length === 0)
    return 'This template creates none; [watch Greenlight itself](../guides/watch-greenlight.md) says what to watch.';
  return table(
    ['alarm', 'goes off when'],
    found.map(([name, { Properties }]) => [code(name), String(Properties['AlarmDescription'] ?? '')]),
  );
}

function resourcesOf(template: DocsTemplate, type: string) {
  return Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
}

import { type AppTemplate, readAppTemplate, type TemplateParameter } from '../../src/cdk/app-template.ts';

/** What the Terraform module of the application takes over from the template, by file name: its variables, the parameters they become, its outputs. */
export function appModuleFiles(templateFile: string): Readonly<Record<string, string>> {
  const template = readAppTemplate(templateFile);
  const names = [...Object.keys(template.Parameters), ...Object.keys(template.Outputs)];
  return {
    'variables.tf': generated(Object.entries(template.Parameters).map((entry) => variableBlock(names, ...entry))),
    'parameters.tf': generated([parametersBlock(template)]),
    'outputs.tf': generated(Object.entries(template.Outputs).map(([name, output]) => outputBlock(name, output))),
  };
}

/** The type of the variable for a parameter: two opposite words are a bool, and a string with commas is a list. */
export function variableType({ Type, AllowedValues, Description }: TemplateParameter & { Description?: string }) {
  if (Type === 'Number') return 'number';
  const words = AllowedValues?.map(String).toSorted().join(' ');
  if (words === 'no yes' || words === 'off on') return 'bool';
  return Description?.includes('separated by commas') ? 'list(string)' : 'string';
}

/** `SmokeHookSubnetIds` is `smoke_hook_subnet_ids`. */
export function snakeCase(name: string): string {
  return name.replaceAll(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}

function generated(blocks: readonly string[]): string {
  return `# Written by npm run terraform from template.yaml.\n\n${blocks.join('\n\n')}\n`;
}

function variableBlock(names: readonly string[], name: string, parameter: TemplateParameter): string {
  const variable = snakeCase(name);
  const lines = [
    `description = ${hclString(describe(names, parameter))}`,
    `type        = ${variableType(parameter)}`,
    `default     = ${hclDefault(parameter)}`,
    'nullable    = false',
  ];
  const validations = rulesOf(variable, parameter).map(
    ([condition, message]) =>
      `\n\n  validation {\n    condition     = ${condition}\n    error_message = ${hclString(`${variable} ${message}.`)}\n  }`,
  );
  return `variable "${variable}" {\n  ${lines.join('\n  ')}${validations.join('')}\n}`;
}

/** As the template describes it, with the names and values of this module. */
function describe(names: readonly string[], parameter: TemplateParameter & { Description?: string }): string {
  const inSnakeCase = (text: string) =>
    text.replaceAll(/(?<!The output )\b[A-Z][A-Za-z]+\b/g, (word) => (names.includes(word) ? snakeCase(word) : word));
  const text = inSnakeCase(parameter.Description ?? '');
  const type = variableType(parameter);
  if (type === 'list(string)')
    return text.replace(/,? separated by commas(,(?= each))?,?/, '$1').replaceAll('email,https', '["email", "https"]');
  const asBool = (words: string) =>
    words.replaceAll(/\b(With|=)( ?)(yes|on)\b/g, '$1$2true').replace(/\b(With) no\b/, '$1 false');
  const plain = asBool(text);
  return type === 'bool' ? plain.replace(/(?<=\. )(no|off) creates/, 'false creates') : plain;
}

function hclDefault(parameter: TemplateParameter): string {
  const { Default } = parameter;
  const type = variableType(parameter);
  if (type === 'number') return String(Default);
  if (type === 'bool') return String(Default === 'yes' || Default === 'on');
  if (type === 'string') return hclString(String(Default));
  return Default === '' ? '[]' : `[${String(Default).split(',').map(hclString).join(', ')}]`;
}

type Validation = readonly [condition: string, message: string];

/** What CloudFormation would check once the plan is being applied. */
function rulesOf(variable: string, parameter: TemplateParameter): Validation[] {
  const {
    AllowedValues,
    AllowedPattern,
    ConstraintDescription = 'is not allowed',
    MinValue,
    MaxValue,
    MaxLength,
  } = parameter;
  const type = variableType(parameter);
  const value = type === 'list(string)' ? `join(",", var.${variable})` : `var.${variable}`;
  const rules: Validation[] = [];
  if (AllowedValues && type !== 'bool') {
    const values = AllowedValues.map((each) => (type === 'number' ? each : hclString(String(each)))).join(', ');
    rules.push([`contains([${values}], ${value})`, `must be one of ${AllowedValues.join(', ')}`]);
  }
  if (AllowedPattern !== undefined)
    rules.push([
      `can(regex(${hclString(`^(?:${AllowedPattern})$`)}, ${value}))`,
      withoutCommas(type, ConstraintDescription),
    ]);
  if (MinValue !== undefined && MaxValue !== undefined)
    rules.push([
      `${value} >= ${MinValue} && ${value} <= ${MaxValue} && floor(${value}) == ${value}`,
      `must be a whole number from ${MinValue} to ${MaxValue}`,
    ]);
  if (MaxLength !== undefined)
    rules.push([`length(${value}) <= ${MaxLength}`, `must have at most ${MaxLength} characters`]);
  return rules;
}

function withoutCommas(type: string, message: string): string {
  return type === 'list(string)'
    ? message.replace(/,? separated by commas/, '').replace(/(?<=[a-z]),(?=[a-z])/g, ' and ')
    : message;
}

/** The values as CloudFormation takes them: all are strings. */
function parametersBlock({ Parameters }: AppTemplate): string {
  const width = Math.max(...Object.keys(Parameters).map((name) => name.length));
  const lines = Object.entries(Parameters).map(([name, parameter]) => {
    const value = `var.${snakeCase(name)}`;
    const type = variableType(parameter);
    const [yes, no] = parameter.AllowedValues?.includes('on') ? ['on', 'off'] : ['yes', 'no'];
    const asString =
      type === 'bool' ? `${value} ? "${yes}" : "${no}"` : type === 'list(string)' ? `join(",", ${value})` : value;
    return `    ${name.padEnd(width)} = ${asString}`;
  });
  return `locals {\n  parameters = {\n${lines.join('\n')}\n  }\n}`;
}

function outputBlock(name: string, output: object): string {
  const { Description = '', Condition } = output as { Description?: string; Condition?: string };
  const note = Condition === undefined ? '' : '; null if the stack does not have it';
  return `output "${snakeCase(name)}" {
  description = ${hclString(`${Description}${note}.`)}
  value       = lookup(aws_cloudformation_stack.greenlight.outputs, "${name}", null)
}`;
}

function hclString(text: string): string {
  return JSON.stringify(text).replaceAll(/[$%](?=\{)/g, '$&$&');
}

import type { PrintForm } from '../print-forms.ts';
import type { ParameterChange } from './parameter-change.ts';

/** What belongs to a printed list of hooks: behind it, or apart from it because the form has no place for it. */
type PrintedParameters = { after: string } | { apart: string };

/** The parameters that configure the pauses, in the form in which the hooks are printed. */
export function printParameters(form: PrintForm, changes: readonly ParameterChange[]): PrintedParameters {
  const wanted = changes.flatMap(({ name, after }) => (after === undefined ? [] : [{ name, value: after }]));
  if (wanted.length === 0) return { after: '' };
  return printers[form](wanted);
}

type Wanted = { name: string; value: string };

const printers: Readonly<Record<PrintForm, (wanted: readonly Wanted[]) => PrintedParameters>> = {
  cli: (wanted) => ({ after: wanted.map(putCommand).join('') }),
  cloudformation: (wanted) => ({
    after: `# And in Resources of the same template, without the number signs:\n${wanted.map(toResource).join('')}`,
  }),
  cdk: (wanted) => ({
    after: `
// What the pause bridge asks people with; import { StringParameter } from 'aws-cdk-lib/aws-ssm' and call it with the stack.
function configurePauses(scope: ConstructorParameters<typeof StringParameter>[0]): void {
${wanted.map(toConstruct).join('')}}
`,
  }),
  terraform: (wanted) => ({ after: wanted.map(toTerraformResource).join('') }),
  json: apart,
  ecspresso: apart,
};

/** A definition of a service has no place for parameters. */
function apart(wanted: readonly Wanted[]): PrintedParameters {
  return { apart: `The pauses also need their configuration in Parameter Store:\n${wanted.map(putCommand).join('')}` };
}

function putCommand({ name, value }: Wanted): string {
  const text = compact(value).replaceAll("'", `'\\''`);
  return `aws ssm put-parameter --type String --overwrite --name ${name} --value '${text}'\n`;
}

function toResource({ name, value }: Wanted): string {
  const lines = [
    `${idOf(name)}:`,
    '  Type: AWS::SSM::Parameter',
    '  Properties:',
    '    Type: String',
    `    Name: ${name}`,
    `    Value: '${compact(value).replaceAll("'", "''")}'`,
  ];
  return lines.map((line) => `# ${line}\n`).join('');
}

function toConstruct({ name, value }: Wanted): string {
  return `  new StringParameter(scope, '${idOf(name)}', { parameterName: '${name}', stringValue: ${JSON.stringify(compact(value))} });\n`;
}

function toTerraformResource({ name, value }: Wanted): string {
  // In Terraform's strings these two begin a template.
  const text = JSON.stringify(compact(value)).replace(/[$%](?=\{)/g, '$&$&');
  return `
resource "aws_ssm_parameter" "${idOf(name)}" {
  name  = "${name}"
  type  = "String"
  value = ${text}
}
`;
}

function compact(value: string): string {
  return JSON.stringify(JSON.parse(value));
}

/** Letters and digits only: `/greenlight/pauses/prod/shop/PRE_SCALE_UP` becomes `PauseProdShopPreScaleUp`. */
function idOf(name: string): string {
  const words = name
    .split('/')
    .slice(-3)
    .flatMap((part) => part.toLowerCase().split(/[^a-z0-9]+/))
    .filter(Boolean);
  return `Pause${words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('')}`;
}

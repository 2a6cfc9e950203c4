import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { CfnFunction } from 'aws-cdk-lib/aws-sam';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import type { Construct } from 'constructs';
import { answerFindings } from './answer-findings.ts';
import { type AppTemplate, type ParameterValues, readAppTemplate } from './app-template.ts';
import type { GreenlightProps } from './greenlight-props.ts';
import { parameterValues } from './parameter-values.ts';
import { settleTemplate } from './settle-template.ts';

/** The application next to the library, as scripts/package/app.ts builds it. */
const folder = new URL('../app/', import.meta.url);

/**
 * Includes the application's template in the stack, under the ids that its resources have there, with values instead of its parameters.
 *
 * @throws Error naming the prop that is not valid
 */
export function includeApp(scope: Construct, props: GreenlightProps): { app: CfnInclude; values: ParameterValues } {
  const template = readAppTemplate(fileURLToPath(new URL('template.yaml', folder)));
  const values = parameterValues(template, props);
  const settled = settleTemplate(template, values);
  const app = include(scope, settled, values);
  for (const [id, { Type, Properties }] of Object.entries(settled.Resources)) {
    if (Type !== 'AWS::Serverless::Function') continue;
    completeFunction(scope, app.getResource(id) as CfnFunction, String(Properties?.['CodeUri']));
  }
  answerFindings(app);
  outputParameters(scope, template, values);
  return { app, values };
}

/** The command line reads from a stack how it was deployed, and this one has no parameters any more. */
function outputParameters(scope: Construct, { Parameters }: AppTemplate, values: ParameterValues): void {
  const changed = Object.entries(values).filter(([name, value]) => value !== Parameters[name]?.Default);
  const output = new CfnOutput(scope, 'Parameters', {
    value: Stack.of(scope).toJsonString(Object.fromEntries(changed)),
    description: 'What was configured, for the command line: parameters of the template that have not their default',
  });
  output.overrideLogicalId('GreenlightParameters');
}

/** CfnInclude takes nothing but a file, and reads it at once. */
function include(scope: Construct, template: AppTemplate, parameters: ParameterValues): CfnInclude {
  const own = mkdtempSync(join(tmpdir(), 'greenlight-'));
  try {
    const templateFile = join(own, 'template.json');
    writeFileSync(templateFile, JSON.stringify(template));
    return new CfnInclude(scope, 'App', { templateFile, parameters });
  } finally {
    rmSync(own, { recursive: true });
  }
}

function completeFunction(scope: Construct, fn: CfnFunction, zip: string): void {
  const path = fileURLToPath(new URL(zip, folder));
  const { s3BucketName: bucket, s3ObjectKey: key } = new Asset(scope, `${fn.node.id}Code`, { path });
  fn.codeUri = { bucket, key };
  const { eventInvokeConfig } = fn;
  if (eventInvokeConfig === undefined) return;
  // CfnFunction requires a destination for successes, which SAM does not.
  fn.eventInvokeConfig = undefined;
  fn.addPropertyOverride('EventInvokeConfig', inTemplate(eventInvokeConfig));
}

/** With the keys of a template: `onFailure` is `OnFailure`. */
function inTemplate(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [`${key.charAt(0).toUpperCase()}${key.slice(1)}`, inTemplate(inner)]),
  );
}

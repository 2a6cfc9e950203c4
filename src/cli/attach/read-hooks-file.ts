import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import { describeError, describeIssues } from '../../hook/describe.ts';
import { isJsonObject, type JsonObject } from '../../hook/json.ts';
import { hookKinds } from '../aws/hook-kinds.ts';
import { CliError } from '../cli-error.ts';
import type { HookRequest } from './hook-request.ts';

/**
 * Reads hooks from a file: what `aws ecs update-service --deployment-configuration file://…` takes, or the list alone, in JSON or YAML. In place
 * of `hookTargetArn` and `roleArn` a hook may say `"hook": "approval"`, and the stack's are taken.
 *
 * @throws {CliError} naming the file and the path of the wrong field
 */
export function readHooksFile(path: string): HookRequest[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const where = isAbsolute(path) ? '' : ` from ${process.cwd()}`;
    const why = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : describeError(cause);
    throw new CliError(`${path} cannot be read${where}: ${why}`, {
      next: 'write the path of a file with {"lifecycleHooks": […]}',
      cause,
    });
  }
  return readHooks(text, path);
}

/** As {@link readHooksFile}, of a text. `name` is what messages call it. */
export function readHooks(text: string, name: string): HookRequest[] {
  let value: unknown;
  try {
    // JSON is YAML, and YAML's messages tell line and column.
    value = parse(text);
  } catch (cause) {
    const [what = ''] = describeError(cause).split(/:? \d+ \|/);
    throw new CliError(`${name} is neither JSON nor YAML: ${what}`, { cause });
  }
  const isList = Array.isArray(value);
  const parsed = v.safeParse(isList ? hooksSchema : fileSchema, value);
  if (!parsed.success) {
    throw new CliError(`${name}: ${describeIssues(parsed.issues)}`, {
      next: 'docs/attach.md shows a whole file; greenlight attach --print json prints one',
    });
  }
  const hooks = Array.isArray(parsed.output) ? parsed.output : parsed.output.lifecycleHooks;
  return hooks.map((hook, index) => toRequest(hook, `${name}: ${isList ? '' : 'lifecycleHooks'}[${index}]`));
}

const text = (what: string) => v.pipe(v.string(what), v.nonEmpty(what));

const hookSchema = v.pipe(
  v.strictObject({
    /** Greenlight's own, by its name. */
    hook: v.optional(v.picklist(hookKinds, 'expected "approval", "smoke" or "alarms"')),
    targetType: v.optional(v.picklist(['AWS_LAMBDA', 'PAUSE'], 'expected "AWS_LAMBDA" or "PAUSE"')),
    hookTargetArn: v.optional(v.pipe(text('expected the ARN of a function'), v.startsWith('arn:', 'expected an ARN'))),
    roleArn: v.optional(v.pipe(text('expected the ARN of a role'), v.startsWith('arn:', 'expected an ARN'))),
    lifecycleStages: v.optional(
      v.pipe(
        v.array(text('expected the name of a stage'), 'expected a list of stages'),
        v.minLength(1, 'expected at least one stage'),
      ),
    ),
    hookDetails: v.optional(v.custom<JsonObject>(isJsonObject, 'expected an object')),
    timeoutConfiguration: v.optional(
      v.strictObject({
        timeoutInMinutes: v.optional(v.number('expected a number of minutes')),
        action: v.optional(v.picklist(['ROLLBACK', 'CONTINUE'], 'expected "ROLLBACK" or "CONTINUE"')),
      }),
    ),
  }),
  v.forward(
    v.check(
      ({ hook, hookTargetArn, targetType }) =>
        [hook, hookTargetArn, targetType === 'PAUSE' ? targetType : undefined].filter((each) => each !== undefined)
          .length === 1,
      'expected exactly one of hook ("approval", "smoke", "alarms"), hookTargetArn, and targetType "PAUSE"',
    ),
    ['hook'],
  ),
  v.forward(
    v.check(
      ({ targetType, hookDetails, roleArn }) => targetType !== 'PAUSE' || (hookDetails ?? roleArn) === undefined,
      'expected neither roleArn nor hookDetails: a pause calls no function',
    ),
    ['targetType'],
  ),
);

const hooksSchema = v.array(hookSchema, 'expected a list of hooks');

/** Other members of `deploymentConfiguration` are for `aws ecs update-service`; here only the hooks are changed. */
const fileSchema = v.looseObject({ lifecycleHooks: hooksSchema });

function toRequest(hook: v.InferOutput<typeof hookSchema>, from: string): HookRequest {
  const { hookTargetArn, roleArn, lifecycleStages: stages, hookDetails: details, timeoutConfiguration = {} } = hook;
  const { timeoutInMinutes: timeoutMinutes, action: timeoutAction } = timeoutConfiguration;
  return {
    from,
    target: hook.hook ? { kind: hook.hook } : hookTargetArn !== undefined ? { arn: hookTargetArn } : 'PAUSE',
    ...(stages && { stages }),
    ...(details && { details }),
    ...(timeoutMinutes !== undefined && { timeoutMinutes }),
    ...(timeoutAction !== undefined && { timeoutAction }),
    ...(roleArn !== undefined && { roleArn }),
  };
}

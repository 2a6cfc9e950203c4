import { isAbsolute } from 'node:path';
import * as v from 'valibot';
import { isJsonObject, type JsonObject } from '../../../hook/json.ts';
import { keysOfSchema } from '../../../service-hooks/faults/known-keys.ts';
import { type Fault, faultsOfIssues, withKeysMeant } from '../../../service-hooks/faults/list-faults.ts';
import { hookKinds } from '../../../service-hooks/hook-kinds.ts';
import { formatFileError } from '../../../wording/file-error.ts';
import { formatIssues, formatValue } from '../../../wording/values.ts';
import { CliError } from '../../command/cli-error.ts';
import { readEdited } from '../../command/read-edited.ts';
import type { HookRequest } from '../hook-request.ts';
import { findHooks } from './find-hooks.ts';
import { parseHooksText, renderFirst } from './parse-hooks-text.ts';
import { apiSpelling, readSpelling } from './spelling.ts';

/**
 * Reads hooks from a file in JSON or YAML: what `aws ecs update-service --deployment-configuration file://…` takes, the list alone, a service
 * definition of ecspresso, the answer of `describe-services`, or CloudFormation's properties, resource or template. Instead of `hookTargetArn`
 * and `roleArn` a hook may say `"hook": "approval"`; the stack's are used then.
 *
 * @throws {CliError} naming the file and the path of the wrong field
 */
export function readHooksFile(path: string): HookRequest[] {
  return readHooks(readTextFile(path, 'write the path of a file with {"lifecycleHooks": […]}'), path);
}

/** @throws {CliError} with this remedy */
export function readTextFile(path: string, next: string): string {
  try {
    return readEdited(path);
  } catch (cause) {
    const where = isAbsolute(path) ? '' : ` from ${process.cwd()}`;
    throw new CliError(`${path} cannot be read${where}: ${formatFileError(cause)}`, { next, cause });
  }
}

/** As {@link readHooksFile}, of a string. `name` is what messages call it. */
export function readHooks(text: string, name: string): HookRequest[] {
  const { hooks, path } = findHooks(parseHooksText(text, name), name);
  if (!Array.isArray(hooks)) {
    const found = hooks === undefined ? 'missing' : `expected a list of hooks, not ${formatValue(hooks)}`;
    throw new CliError(`${name}: ${path}: ${found}`, { next: showFile });
  }
  return hooks.map((value, index) => {
    const at = `${path}[${index}]`;
    const read = readHookElement(value, `${name}: ${at}`);
    if (read.ok) return read.request;
    throw new CliError(`${name}: ${withKeysMeant(formatIssues(read.issues, at), `${at}.`, read.faults)}`, {
      next: text.includes('{{') ? renderFirst : showFile,
    });
  });
}

/**
 * One element of a list of hooks, in the spelling of the API or of CloudFormation.
 *
 * @param from names it in messages
 * @throws {CliError} at a function such as `Fn::GetAtt`, which only CloudFormation can evaluate
 */
export function readHookElement(
  value: unknown,
  from: string,
):
  | { ok: true; request: HookRequest }
  | { ok: false; issues: Parameters<typeof formatIssues>[0]; faults: readonly Fault[] } {
  const { hook, spell } = readSpelling(value, from);
  const parsed = v.safeParse(hookSchema, hook);
  if (parsed.success) return { ok: true, request: toRequest(parsed.output, from) };
  const issues = parsed.issues.map((issue) => respell(issue, spell));
  const keysAt = (path: readonly unknown[]) =>
    keysOfSchema(
      hookSchema,
      path.map((key) => apiSpelling(String(key))),
    ).map(spell);
  return { ok: false, issues, faults: faultsOfIssues(issues, keysAt) };
}

const showFile = 'docs/attach.md shows a whole file; greenlight attach --print json prints one';

/** A fault is named by the member as the file has it. */
function respell(issue: v.BaseIssue<unknown>, spell: (key: string) => string) {
  const path = issue.path?.map((part) => (typeof part.key === 'string' ? { ...part, key: spell(part.key) } : part));
  return { ...issue, path };
}

const text = (what: string) => v.pipe(v.string(what), v.nonEmpty(what));

/** An element of a list of hooks in a file. */
export const hookSchema = v.pipe(
  v.strictObject({
    /** Greenlight's own, by its name. */
    hook: v.optional(v.picklist(hookKinds, 'expected "approval", "smoke", "alarms", "gate" or "browser"')),
    /** Of an approval: asked for at a pause hook. Its `hookDetails` become a parameter in Parameter Store. */
    via: v.optional(v.picklist(['pause'], 'expected "pause"')),
    /** `AWS_LAMBDA` for a function, `PAUSE` for a pause of ECS. */
    targetType: v.optional(v.picklist(['AWS_LAMBDA', 'PAUSE'], 'expected "AWS_LAMBDA" or "PAUSE"')),
    /** The function to call, instead of `hook`. */
    hookTargetArn: v.optional(v.pipe(text('expected the ARN of a function'), v.startsWith('arn:', 'expected an ARN'))),
    /** The role that ECS calls the function with. Default: the stack's. */
    roleArn: v.optional(v.pipe(text('expected the ARN of a role'), v.startsWith('arn:', 'expected an ARN'))),
    /** The stages at which ECS calls the hook. Default: `POST_TEST_TRAFFIC_SHIFT`, of an approval `PRE_PRODUCTION_TRAFFIC_SHIFT`. */
    lifecycleStages: v.optional(
      v.pipe(
        v.array(text('expected the name of a stage'), 'expected a list of stages'),
        v.minLength(1, 'expected at least one stage'),
      ),
    ),
    /** What the hook is configured with. */
    hookDetails: v.optional(v.custom<JsonObject>(isJsonObject, 'expected an object, or an object of JSON as a string')),
    /** How long ECS waits for an answer of the hook (`timeoutInMinutes`), and what it does then (`action`: `ROLLBACK` or `CONTINUE`). */
    timeoutConfiguration: v.optional(
      v.pipe(
        v.custom<object>(isJsonObject, 'expected an object'),
        v.strictObject({
          timeoutInMinutes: v.optional(v.number('expected a number of minutes')),
          action: v.optional(v.picklist(['ROLLBACK', 'CONTINUE'], 'expected "ROLLBACK" or "CONTINUE"')),
        }),
      ),
    ),
  }),
  v.forward(
    v.check(
      ({ hook, hookTargetArn, targetType }) =>
        [hook, hookTargetArn, targetType === 'PAUSE' ? targetType : undefined].filter((each) => each !== undefined)
          .length === 1,
      'expected exactly one of hook ("approval", "smoke", "alarms", "gate", "browser"), hookTargetArn, and targetType "PAUSE"',
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
  v.forward(
    v.check(
      ({ hook, via, roleArn }) => via === undefined || (hook === 'approval' && roleArn === undefined),
      'expected hook "approval" next to via, and no roleArn: a pause calls no function',
    ),
    ['via'],
  ),
);

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
    ...(hook.via && { via: hook.via }),
  };
}

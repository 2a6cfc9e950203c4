import { type Command, InvalidArgumentError } from 'commander';
import type { JsonObject } from '../../hook/json.ts';
import { flaggedKinds } from '../../service-hooks/hook-kinds.ts';
import { maxLambdaTimeoutMinutes, maxPauseTimeoutMinutes } from '../../service-hooks/limits.ts';
import { readEdited } from '../command/read-edited.ts';
import { readAction, readObject, readStages, repeatedStages, wholeNumber } from '../simulate/simulate-flags.ts';
import type { HookRequest } from './hook-request.ts';

/** Adds the flags that name hooks, and returns the list that they fill. A flag like `--at` applies to the preceding hook. */
export function addHookFlags(command: Command): readonly HookRequest[] {
  const hooks: HookRequest[] = [];
  const given = new Map<string, HookRequest>();
  const about =
    <Value>(
      name: string,
      read: (text: string, hook: HookRequest) => Value,
      set: (hook: HookRequest, value: Value) => void,
    ) =>
    (text: string) => {
      const last = hooks.at(-1);
      if (!last)
        throw new InvalidArgumentError('it comes before the first hook; write it after the hook that it applies to');
      if (last.target === 'PAUSE')
        throw new InvalidArgumentError(
          `a pause takes no ${name}; write it after a hook, and the pause as --pause STAGE=30,ROLLBACK`,
        );
      const value = read(text, last);
      // The second value would replace the first, and a gate would be missing at a stage.
      if (name !== '--details' && given.get(name) === last)
        throw new InvalidArgumentError(
          name === '--at' ? repeatedStages : 'this hook has it already; leave one of them out',
        );
      given.set(name, last);
      set(last, value);
    };

  command
    .option('--approval', 'require approval by people (at PRE_PRODUCTION_TRAFFIC_SHIFT)')
    .option('--smoke', 'send test requests to the new version (at POST_TEST_TRAFFIC_SHIFT)')
    .option('--alarms', 'require CloudWatch alarms to be OK (at POST_TEST_TRAFFIC_SHIFT)')
    .option('--browser', 'open pages of the new version in a browser (at POST_TEST_TRAFFIC_SHIFT)')
    .option(
      '--checks <json|file>',
      'a gate that runs several checks: a list, or hookDetails with one (at POST_TEST_TRAFFIC_SHIFT)',
      (text) => {
        hooks.push({ target: { kind: 'gate' }, from: '--checks', details: readChecks(text) });
        return text;
      },
    )
    .option('--hook <arn>', 'your own Lambda function', (arn) => {
      hooks.push({ target: { arn }, from: `--hook ${arn}` });
      return arn;
    })
    .option(
      '--pause <STAGE[=minutes[,action]]>',
      'a pause hook, which people continue in ECS, such as POST_SCALE_UP=60,ROLLBACK',
      (text) => {
        hooks.push(readPause(text));
        return text;
      },
    )
    .option(
      '--via <way>',
      'with --approval: pause asks people at a pause hook of ECS, with the pause bridge and a parameter in Parameter Store',
      about('--via', readVia, (hook, via) => {
        hook.via = via;
      }),
    )
    .option(
      '--at <STAGE,...>',
      'the stages at which ECS calls the preceding hook',
      about('--at', readStages, (hook, stages) => {
        hook.stages = stages;
      }),
    )
    .option(
      '--details <json|file>',
      'hookDetails of the preceding hook: an object, or a file with one',
      about(
        '--details',
        (text) => readObject(text, '{"requests": ["/health"]}'),
        (hook, details) => {
          hook.details = { ...hook.details, ...details };
        },
      ),
    )
    .option(
      '--gate <name>',
      'a name for the gate, needed when two gates of the same kind share a stage',
      about(
        '--gate',
        (text) => text,
        (hook, gate) => {
          hook.details = { ...hook.details, gate };
        },
      ),
    )
    .option(
      '--timeout <minutes>',
      'minutes until ECS gives up on the hook (default: longer than the hook itself waits)',
      about('--timeout', readTimeout, (hook, minutes) => {
        hook.timeoutMinutes = minutes;
      }),
    )
    .option(
      '--on-timeout <action>',
      'what happens when it times out: rollback or continue (default: rollback)',
      about('--on-timeout', readAction, (hook, action) => {
        hook.timeoutAction = action;
      }),
    )
    .option(
      '--role <arn>',
      "the role with which ECS calls it (default: the stack's)",
      about(
        '--role',
        (text) => text,
        (hook, arn) => {
          hook.roleArn = arn;
        },
      ),
    );
  for (const kind of flaggedKinds)
    command.on(`option:${kind}`, () => hooks.push({ target: { kind }, from: `--${kind}` }));
  return hooks;
}

/** A list of checks alone, or `hookDetails` with other keys too. */
function readChecks(text: string): JsonObject {
  const content = contentOf(text);
  return readObject(/^\s*\[/.test(content) ? `{"checks":${content}}` : text, '[{"smoke": {}}, {"approval": {}}]');
}

/** Of the file, if there is one; its faults are reported when it is read as an object. */
function contentOf(text: string): string {
  try {
    return readEdited(text);
  } catch {
    return text;
  }
}

function readVia(text: string, { target }: HookRequest): 'pause' {
  if (text !== 'pause') throw new InvalidArgumentError('write pause; without --via, the approval hook asks people');
  if (typeof target === 'object' && 'kind' in target && target.kind === 'approval') return text;
  throw new InvalidArgumentError('only an approval can be asked for at a pause; write it after --approval');
}

/** Write `--via pause` first: a pause may wait longer. */
function readTimeout(text: string, { via }: HookRequest): number {
  return wholeNumber(1, via === 'pause' ? maxPauseTimeoutMinutes : maxLambdaTimeoutMinutes)(text);
}

/** `POST_SCALE_UP`, `POST_SCALE_UP=60`, `POST_SCALE_UP,POST_TEST_TRAFFIC_SHIFT=60,CONTINUE`. */
function readPause(text: string): HookRequest {
  const [, stages = '', minutes, action] = /^([^=]*)(?:=([^,]*)(?:,(.*))?)?$/.exec(text) ?? [];
  return {
    target: 'PAUSE',
    from: `--pause ${text}`,
    stages: readStages(stages),
    ...(minutes !== undefined && { timeoutMinutes: wholeNumber(1, 20_160)(minutes) }),
    ...(action !== undefined && { timeoutAction: readAction(action) }),
  };
}

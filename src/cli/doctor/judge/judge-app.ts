import { problemOfDefaults } from '../../../service-hooks/faults/list-faults.ts';
import type { HookKind } from '../../../service-hooks/hook-kinds.ts';
import { formatValue } from '../../../wording/values.ts';
import type { DescribedStack, StackOutputs } from '../../aws/stack.ts';
import type { AppFacts, FunctionFacts, ParameterFacts } from '../facts/app-facts.ts';
import { whenSeen } from '../facts/look.ts';
import { type Outcome, on } from '../facts/outcome.ts';
import { isJson, parseDefaults } from '../facts/parse-defaults.ts';
import { judgeBucket, judgeChats, judgeSigningKey } from './judge-storage.ts';
import { judgeReviewer, judgeSubscriptions } from './judge-subscriptions.ts';
import { judgeTopic } from './judge-topic.ts';

/** The stack's state and version, before anything that it names. */
export function judgeStack(stack: DescribedStack, cliVersion: string): readonly Outcome[] {
  const { stackName, status = 'in an unknown state', missingOutputs, outputs } = stack;
  const isSettled = /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/.test(status);
  return [
    on('app', 'stack-not-settled', stackName).judge(
      !isSettled && {
        found: `the stack is ${status}`,
        fix: /IN_PROGRESS$/.test(status)
          ? `wait: aws cloudformation wait stack-${/^CREATE/.test(status) ? 'create' : 'update'}-complete --stack-name ${stackName}`
          : `see what failed: aws cloudformation describe-stack-events --stack-name ${stackName} --query "StackEvents[?contains(ResourceStatus,'FAILED')].[LogicalResourceId,ResourceStatusReason]"; then deploy again: sam deploy`,
      },
      status,
    ),
    on('app', 'stack-outputs-missing', stackName).judge(
      missingOutputs.length > 0 && {
        found: `it has no output ${missingOutputs.join(', ')}`,
        fix: 'pass --stack <name> of the deployed app, or deploy the current version: sam build && sam deploy',
      },
      'has all outputs',
    ),
    ...(outputs ? [judgeVersion(stackName, outputs, cliVersion)] : []),
  ];
}

function judgeVersion(stackName: string, { all }: StackOutputs, cliVersion: string): Outcome {
  const rule = on('app', 'stack-version', stackName);
  const version = all.get('GreenlightVersion');
  return rule.judge(
    version !== cliVersion && {
      found: `the stack is ${version === undefined ? 'of a version without output GreenlightVersion' : version}, this command ${cliVersion}`,
      fix: 'deploy the version of this command: npm run build && sam build && sam deploy',
    },
    cliVersion,
  );
}

/** What the stack's outputs name. */
export async function judgeApp(app: AppFacts, outputs: StackOutputs): Promise<readonly Outcome[]> {
  const approver = app.stack.parameters.get('ApproverEmail') ?? '';
  const defaults = await Promise.all(
    app.defaults.map(async ({ hook, name, parameter }) => {
      const problem = parameter.seen && parameter.value ? await problemOfParameter(hook, parameter.value) : undefined;
      return whenSeen(
        parameter,
        { group: 'app', rules: ['defaults-missing', 'defaults-invalid'], about: name },
        (found) => judgeDefaults(hook, name, found, problem),
      );
    }),
  );
  return [
    ...app.functions.flatMap(({ hook, arn, facts }) =>
      whenSeen(facts, { group: 'app', rules: functionRules, about: nameOfFunction(arn) }, (found) =>
        judgeFunction(hook, arn, found, outputs),
      ),
    ),
    ...defaults.flat(),
    ...judgeBucket(app, outputs),
    ...judgeSigningKey(app),
    ...judgeChats(app),
    ...judgeTopic(outputs.notificationsTopicArn, app.topicPolicy),
    ...whenSeen(
      app.subscriptions,
      { group: 'notifications', rules: subscriptionRules, about: outputs.notificationsTopicArn },
      (subscriptions) => [
        ...judgeSubscriptions(outputs.notificationsTopicArn, subscriptions),
        ...(approver === '' ? [] : [judgeReviewer(approver, 'ApproverEmail of the stack', subscriptions)]),
      ],
    ),
  ];
}

const functionRules = ['function-missing', 'function-not-active', 'function-runtime', 'function-timeout'] as const;
const subscriptionRules = ['nobody-subscribed', 'subscription-pending', 'subscription-unfiltered'] as const;

/** As template.yaml and browser/template.yaml have them. */
const runtime = 'nodejs24.x';
const templateSeconds: Readonly<Record<HookKind, number>> = {
  ...{ approval: 60, smoke: 120, alarms: 60, gate: 120, browser: 300 },
};

function judgeFunction(
  hook: HookKind,
  arn: string,
  found: FunctionFacts | undefined,
  outputs: StackOutputs,
): readonly Outcome[] {
  const name = nameOfFunction(arn);
  const missing = on('app', 'function-missing', name);
  if (!found) {
    return [
      missing.found(
        `the stack names ${arn}`,
        'deploy the stack again: sam deploy; what was deleted by hand comes back only with a changed template or a new stack',
      ),
    ];
  }
  const { state = 'Active', stateReason, lastUpdateStatus = 'Successful', timeoutSeconds = 0 } = found;
  const isActive = state === 'Active' && lastUpdateStatus !== 'Failed';
  return [
    missing.fine('exists'),
    on('app', 'function-not-active', name).judge(
      !isActive && {
        found: `State is ${state}${stateReason === undefined ? '' : ` (${stateReason})`}, LastUpdateStatus ${lastUpdateStatus}`,
        fix:
          state === 'Pending'
            ? `wait: aws lambda wait function-active-v2 --function-name ${name}`
            : `see why: aws lambda get-function-configuration --function-name ${name} --query "[StateReason,LastUpdateStatusReason]"`,
      },
      'Active',
    ),
    on('app', 'function-runtime', name).judge(
      found.runtime !== runtime && {
        found: `Runtime is ${found.runtime ?? 'none (a container image)'}`,
        fix: `aws lambda update-function-configuration --function-name ${name} --runtime ${runtime}`,
      },
      runtime,
    ),
    on('app', 'function-timeout', name).judge(
      timeoutSeconds < templateSeconds[hook] && {
        found: `Timeout is ${timeoutSeconds} s, in the template ${templateSeconds[hook]} s`,
        fix: `aws lambda update-function-configuration --function-name ${name} --timeout ${templateSeconds[hook]}`,
      },
      `${timeoutSeconds} s`,
    ),
    judgeEnvironment(name, hook, found, outputs),
  ];
}

function judgeEnvironment(name: string, hook: HookKind, found: FunctionFacts, outputs: StackOutputs): Outcome {
  const pairs: [variable: string, found: string | undefined, wanted: string][] = [
    ['LEDGER_BUCKET', found.ledgerBucket, outputs.ledgerBucket],
  ];
  if (hook === 'approval' || hook === 'gate') {
    pairs.push(['NOTIFICATIONS_TOPIC_ARN', found.topicArn, outputs.notificationsTopicArn]);
    pairs.push(['DESK_URL', found.deskUrl, outputs.deskUrl]);
  }
  const wrong = pairs.filter(([, value, wanted]) => value !== wanted);
  return on('app', 'function-environment', name).judge(
    wrong.length > 0 && {
      found: wrong
        .map(([variable, value, wanted]) => `${variable} is ${value ?? 'not set'}, the stack says ${wanted}`)
        .join('; '),
      fix: `see the difference: aws cloudformation detect-stack-drift --stack-name ${outputs.stackName}; set it back in the Lambda console, or change the template and deploy`,
    },
    pairs.map(([variable]) => variable).join(', '),
  );
}

function judgeDefaults(
  hook: HookKind,
  name: string,
  found: ParameterFacts | undefined,
  problem: string | undefined,
): readonly Outcome[] {
  const missing = on('app', 'defaults-missing', name);
  const put = `aws ssm put-parameter --name ${name} --type String --overwrite --value`;
  if (!found) {
    return [missing.found(`HOOK_DEFAULTS_PARAMETER of the ${hook} hook names it`, `${put} '${exampleDefaults[hook]}'`)];
  }
  return [
    missing.fine('exists'),
    on('app', 'defaults-invalid', name).judge(
      problem !== undefined && { found: problem, fix: `${put} '${exampleDefaults[hook]}' (with your values)` },
      `valid for the ${hook} hook`,
    ),
  ];
}

const exampleDefaults: Readonly<Record<HookKind, string>> = {
  approval: '{"deadlineMinutes":120}',
  smoke: '{"requests":["/health"]}',
  alarms: '{"waitMinutes":10}',
  gate: '{"errorBudget":10}',
  browser: '{"pages":["/"]}',
};

async function problemOfParameter(hook: HookKind, { type, value }: ParameterFacts): Promise<string | undefined> {
  // The hook reads without decryption, and would get the cipher text.
  if (type === 'SecureString') return 'its Type is SecureString, which the hook does not decrypt; write a String';
  const parsed = parseDefaults(value);
  return parsed === undefined
    ? `it holds ${isJson(value) ? formatValue(JSON.parse(value)) : 'no JSON'}, and not an object`
    : await problemOfDefaults(hook, parsed);
}

/** The function's name; of a qualified ARN without alias and version. */
export function nameOfFunction(arn: string): string {
  return arn.split(':')[6] ?? arn;
}

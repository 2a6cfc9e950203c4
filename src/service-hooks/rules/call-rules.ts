import { hookableStages } from '../../hook/target.ts';
import type { ServiceHook } from '../service-hook.ts';
import { eachHook, type ServiceRule, unless } from './rule.ts';

/** What ECS calls, and whether it does. */
export const callRules = {
  'hook-role-absent': {
    severity: 'error',
    title: 'a Lambda hook names no role or no function',
    why: 'ECS needs both to call it, and an old tool may have dropped them: ECS refuses the next change',
    shownBy: ['attach', 'doctor'],
    judge: eachHook(({ isPause, where, targetArn, roleArn }) => {
      if (isPause) return undefined;
      const absent = [...(targetArn ? [] : ['hookTargetArn']), ...(roleArn ? [] : ['roleArn'])];
      const fields = absent.map((name) => `${where}.${name}`).join(' and ');
      const problem = { found: `${fields} is not set`, remedy: { change: `set ${fields}` } };
      return unless(absent.length > 0 && problem, 'names its function and its role');
    }),
  },
  'hook-arn': {
    severity: 'error',
    title: 'a hook names its function or role with something other than its ARN',
    why: 'ECS refuses the change, or cannot call the hook and rolls back',
    shownBy: ['attach', 'doctor'],
    judge: eachHook(({ isPause, where, targetArn, roleArn }) => {
      if (isPause) return undefined;
      const wrong =
        targetArn && !functionArn.test(targetArn)
          ? {
              found: `${where}.hookTargetArn is "${targetArn}"`,
              example: 'lambda:eu-central-1:111122223333:function:my-hook',
            }
          : roleArn && !/^arn:[^:]+:iam::\d+:role\/.+$/.test(roleArn)
            ? { found: `${where}.roleArn is "${roleArn}"`, example: 'iam::111122223333:role/my-role' }
            : undefined;
      const change = `write an ARN there, such as arn:aws:${wrong?.example},`;
      return unless(wrong !== undefined && { found: wrong.found, remedy: { change } }, 'has ARNs');
    }),
  },
  'hook-target-elsewhere': {
    severity: 'error',
    title: 'the function of a hook is in another account or Region',
    why: 'no AWS page says that ECS can call it there; expect a rollback',
    shownBy: ['attach', 'doctor'],
    judge: eachHook(({ where, targetArn }, { serviceArn }) => {
      // A file does not say where its service is.
      if (serviceArn === '' || targetArn === undefined || !functionArn.test(targetArn)) return undefined;
      const [, , , region, account] = serviceArn.split(':');
      const [, , , hookRegion, hookAccount] = targetArn.split(':');
      const problem = {
        found: `${where}.hookTargetArn is in ${hookAccount} ${hookRegion}, the service in ${account} ${region}`,
        remedy: { change: `deploy the function in ${region} too and set ${where}.hookTargetArn to its ARN there` },
      };
      const isElsewhere = region !== hookRegion || account !== hookAccount;
      return unless(isElsewhere && problem, 'in the account and Region of the service');
    }),
  },
  'hook-stage': {
    severity: 'error',
    title: 'a hook is at a stage that its type cannot have',
    why: 'ECS refuses the next change to the service, or never calls the hook there',
    reasons: ['pause-stage-invalid'],
    shownBy: ['attach', 'doctor'],
    judge: eachHook((hook) => {
      const refused = hook.isPause ? [...withoutHooks, ...withoutPause] : withoutHooks;
      const wrong = hook.stages.filter((stage) => refused.includes(stage));
      const allowed = hookableStages.filter((stage) => !refused.includes(stage));
      const remedy = { change: `set ${hook.where}.lifecycleStages to one or more of ${allowed.join(', ')}` };
      if (wrong.length > 0 || hook.stages.length === 0) {
        const found = `${hook.where}.lifecycleStages ${wrong.length > 0 ? `names ${wrong.join(', ')}` : 'is empty'}`;
        return { kind: 'found', found, remedy };
      }
      const unknown = hook.stages.filter((stage) => !(hookableStages as readonly string[]).includes(stage));
      const why = `the stage ${unknown.join(', ')} is not known to this version of Greenlight`;
      // If ECS has accepted it, it may have learned a stage since.
      return unknown.length > 0 ? { kind: 'unseen', why, remedy } : { kind: 'fine', said: hook.stages.join(', ') };
    }),
  },
  'rolling-skips-hooks': {
    severity: 'error',
    title: 'a rolling deployment does not reach the stage of a hook',
    why: 'the hook is never called: what looks like a gate lets every deployment through',
    shownBy: ['attach', 'plan', 'doctor'],
    judge: eachHook((hook, { strategy, cluster, service }) => {
      if (hook.isPause) return undefined;
      const skipped = skippedStages(strategy, hook);
      const problem = {
        found: `the strategy is ROLLING, and ${hook.where} is at ${skipped.join(', ')}`,
        remedy: {
          fix: `change the strategy: aws ecs update-service --cluster ${cluster} --service ${service} --deployment-configuration '{"strategy":"BLUE_GREEN","bakeTimeInMinutes":5}'`,
        },
        opensGate: true,
      };
      return unless(skipped.length > 0 && problem, `${strategy} reaches its stages`);
    }),
  },
  'hook-details-invalid': {
    severity: 'error',
    title: 'hookDetails are not valid',
    why: 'the hook answers FAILED at its first call: every deployment rolls back',
    shownBy: ['attach', 'doctor'],
    judge: eachHook(({ kind, where, configuration }) => {
      if (kind === undefined) return undefined;
      if (!configuration) return { kind: 'unseen', why: 'the defaults of this hook could not be read' };
      const { problem } = configuration;
      const found = {
        found: `${where}: ${problem}`,
        remedy: { change: 'correct it', attach: 'docs/hook-details.md lists every key' },
      };
      return unless(problem !== undefined && found, 'hookDetails are valid');
    }),
  },
} as const satisfies Record<string, ServiceRule>;

const functionArn = /^arn:[^:]+:lambda:[^:]+:\d+:function:[^:]+(?::[^:]+)?$/;

/** Stages of a deployment at which there can be no hook. */
const withoutHooks: readonly string[] = ['SCALE_UP', 'BAKE_TIME', 'CLEAN_UP'];
/** ECS calls the hooks of these two again in a rollback, which a pause could not let through. */
const withoutPause: readonly string[] = ['TEST_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'];

/**
 * The stages of a Lambda hook at which ECS never calls it. Of a rolling deployment only PRE_SCALE_UP was ever seen to call one, and AWS lists no
 * stages for it. Pause hooks are announced for rolling deployments too.
 */
export function skippedStages(strategy: string, { isPause, stages }: Pick<ServiceHook, 'isPause' | 'stages'>) {
  return strategy === 'ROLLING' && !isPause ? stages.filter((stage) => stage !== 'PRE_SCALE_UP') : [];
}

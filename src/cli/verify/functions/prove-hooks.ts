import type { LambdaClient } from '@aws-sdk/client-lambda';
import { isJsonObject } from '../../../hook/json.ts';
import { type HookKind, templateNames } from '../../../service-hooks/hook-kinds.ts';
import { oneByOne } from '../one-by-one.ts';
import { type AppProof, type AppTrial, failed, proved, tryOut } from '../proof.ts';
import { invoke, shortText } from './invoke.ts';
import { elsewhereOf, type Nowhere, nowhere, nowhereOf } from './nobody.ts';

export type ProvedHook = { kind: HookKind; arn: string; stackName: string };

/**
 * Invokes a hook as ECS does, three times. For a service of an account that is not its own it must refuse the release, because it may not act
 * there, and still let the rollback through. A release of its own account that names no deployment and has an unknown key in `hookDetails` must be
 * refused, for which it reads its defaults. In none of them does it write a report or ask anybody.
 */
export async function proveHook(
  client: LambdaClient,
  hook: ProvedHook,
  signal: AbortSignal,
): Promise<readonly AppProof[]> {
  const { kind, arn } = hook;
  const [there, here] = [elsewhereOf(arn), nowhereOf(arn)];
  const about = (what: string) => `${kind} hook: ${what}`;
  const questions: readonly Question[] = [
    {
      ...{ id: `hook-${kind}-release`, tried: about('a release elsewhere'), expected: 'FAILED' },
      ...{ event: hookEvent(there, 100), because: there.account },
    },
    {
      ...{ id: `hook-${kind}-rollback`, tried: about('a rollback elsewhere'), expected: 'SUCCEEDED' },
      ...{ event: hookEvent(there, 0), because: '' },
    },
    {
      ...{ id: `hook-${kind}-details`, tried: about('an unknown key'), expected: 'FAILED' },
      event: { ...hookEvent(here, 100), resourceArn: null, hookDetails: { [nowhere]: true } },
      because: nowhere,
    },
  ];
  return oneByOne(questions, (each) => tryOut(trialOf(each), signal, () => prove(client, hook, each, signal)));
}

type Question = AppTrial & {
  event: object;
  /** Part of the reason for the right answer. */
  because: string;
};

async function prove(
  client: LambdaClient,
  { kind, arn, stackName }: ProvedHook,
  question: Question,
  signal: AbortSignal,
): Promise<AppProof> {
  const trial = trialOf(question);
  const next = `aws logs tail ${logOf(kind, stackName)} --since 10m`;
  const invoked = await invoke(client, arn, question.event, signal);
  if ('crashed' in invoked) return failed(trial, 'an error', { said: invoked.crashed, next });
  const { hookStatus, reason } = isJsonObject(invoked.answer) ? invoked.answer : {};
  const said = shortText(String(reason ?? 'no reason'));
  if (hookStatus !== question.expected)
    return failed(trial, shortText(String(hookStatus ?? 'no hookStatus')), { said, next });
  const isReason = said.includes(question.because) && !said.includes('the hook crashed');
  return isReason ? proved(trial, trial.expected, said) : failed(trial, 'for another reason', { said, next });
}

function trialOf({ id, tried, expected }: Question): AppTrial {
  return { id, tried, expected };
}

function logOf(kind: HookKind, stackName: string): string {
  // The browser hook has a stack of its own.
  return `/aws/lambda/${kind === 'browser' ? '<browser-stack>' : stackName}/${templateNames[kind].service}`;
}

/** PRODUCTION_TRAFFIC_SHIFT with this share for green; 0 is a rollback. */
function hookEvent({ service, deployment, revision }: Nowhere, green: number) {
  const [target, source] = [revision(2), revision(1)];
  return {
    executionId: '00000000-0000-4000-8000-000000000000',
    lifecycleStage: 'PRODUCTION_TRAFFIC_SHIFT',
    resourceArn: deployment,
    executionDetails: {
      serviceArn: service,
      targetServiceRevisionArn: target,
      testTrafficWeights: {},
      productionTrafficWeights: { [target]: green, [source]: 100 - green },
    },
  };
}

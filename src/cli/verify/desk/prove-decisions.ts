import { isJsonObject } from '../../../hook/json.ts';
import { parseJson } from '../../../hook/parse-json.ts';
import type { Credentials } from '../../../runtime/aws/signer.ts';
import { requestKey } from '../../../storage/keys.ts';
import type { StackOutputs } from '../../aws/stack.ts';
import { postSigned } from '../../decision/post-signed.ts';
import { nowhere, nowhereOf } from '../functions/nobody.ts';
import { type AppProof, type AppTrial, failed, proved, tryOut } from '../proof.ts';
import type { VerifyFlags } from '../verify-flags.ts';
import { askDesk, explain } from './ask-desk.ts';

type Caller = {
  stack: StackOutputs;
  region: string;
  credentials: () => Promise<Credentials>;
  /** What has to happen to a decision of the caller; undefined if either may. */
  signed: VerifyFlags['signed'] | undefined;
};

type Answer = { status: number; text: string };

const refusedByAws = 'refused by AWS';
const unsigned: AppTrial = { id: 'iam-unsigned', tried: 'decisions: without a signature', expected: refusedByAws };
const forged: AppTrial = { id: 'iam-forged', tried: 'decisions: signed with a wrong key', expected: refusedByAws };

/**
 * The route of IAM: API Gateway has to refuse a decision without a signature and one with a wrong signature before the desk sees it, and to admit or
 * refuse yours, which `--signed` may settle. All of them are about a request that does not exist.
 */
export async function proveDecisions(caller: Caller, signal: AbortSignal): Promise<readonly AppProof[]> {
  const { stack, region, credentials } = caller;
  const input = decisionAboutNothing(stack);
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) };
  const send = (by: () => Promise<Credentials>) =>
    postSigned(input, { deskUrl: stack.deskUrl, region, credentials: by, signal });
  const withWrongKey = async () => ({ ...(await credentials()), secretAccessKey: nowhere });
  const expected = caller.signed ?? 'accepted/refused';
  const yours: AppTrial = { id: 'iam-signed', tried: 'decisions: signed by you', expected };
  return Promise.all([
    tryOut(unsigned, signal, async () => {
      const answer = await askDesk(stack.deskUrl, { path: '/decisions', init }, signal);
      return judgeRefusal(unsigned, { status: answer.status, text: await answer.text() }, stack);
    }),
    tryOut(forged, signal, async () => judgeRefusal(forged, await send(withWrongKey), stack)),
    tryOut(yours, signal, async () => judgeSigned(yours, await send(credentials), caller)),
  ]);
}

/** Withdraws a vote that nobody has cast. */
function decisionAboutNothing({ approvalHookArn }: StackOutputs) {
  const { account, region } = nowhereOf(approvalHookArn);
  const gate = { account, region, cluster: nowhere, service: nowhere, deploymentId: nowhere };
  return { request: requestKey({ ...gate, stage: 'POST_TEST_TRAFFIC_SHIFT' }), choice: 'withdraw' };
}

/** The desk also refuses who has no identity, so a 403 alone does not show that API Gateway checks anything. */
function judgeRefusal(trial: AppTrial, answer: Answer, stack: StackOutputs): AppProof {
  const outcome = outcomeOf(answer);
  if (outcome !== undefined) {
    const said = `the desk itself answered ${outcome}: its route POST /decisions has no IAM authorization`;
    return failed(trial, 'let through', { said, next: driftOf(stack) });
  }
  if (answer.status === 401 || answer.status === 403) return proved(trial, refusedByAws, `status ${answer.status}`);
  return failed(trial, `status ${answer.status}`, explain(answer.status, stack.stackName));
}

function judgeSigned(trial: AppTrial, answer: Answer, { stack, signed }: Caller): AppProof {
  const { outcome, by } = read(answer);
  const isAdmitted = outcome === 'unknown-request' && typeof by === 'string';
  if (isAdmitted && signed !== 'refused') return proved(trial, 'accepted', `the desk knows you as ${by}`);
  if (isAdmitted) {
    const said = `you may decide, as ${by}`;
    return failed(trial, 'accepted', {
      said,
      next: `remove execute-api:Invoke on ${routeOf(stack)} from your policies`,
    });
  }
  if (outcome === 'no-identity') {
    const said = 'the desk was given no identity: its route POST /decisions has no IAM authorization';
    return failed(trial, 'without identity', { said, next: driftOf(stack) });
  }
  if (outcome === undefined && answer.status === 403) return judgeForbidden(trial, { stack, signed });
  return failed(trial, `status ${answer.status}`, explain(answer.status, stack.stackName));
}

function judgeForbidden(trial: AppTrial, { stack, signed }: Pick<Caller, 'stack' | 'signed'>): AppProof {
  const said = `you may not execute-api:Invoke ${routeOf(stack)}`;
  if (signed !== 'accepted') return proved(trial, 'refused', said);
  return failed(trial, 'refused', {
    said,
    next: 'greenlight iam approver prints the policy of somebody who may decide',
  });
}

function routeOf({ all }: StackOutputs): string {
  return all.get('DecideArn') ?? 'the route of decisions';
}

function driftOf({ stackName }: StackOutputs): string {
  return `aws cloudformation detect-stack-drift --stack-name ${stackName}`;
}

function outcomeOf(answer: Answer): string | undefined {
  const { outcome } = read(answer);
  return typeof outcome === 'string' ? outcome : undefined;
}

function read({ text }: Answer): { outcome?: unknown; by?: unknown } {
  const answer = parseJson(text);
  return isJsonObject(answer) ? answer : {};
}

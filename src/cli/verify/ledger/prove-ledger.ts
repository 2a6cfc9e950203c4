import { randomUUID } from 'node:crypto';
import type { StackOutputs } from '../../aws/stack.ts';
import { nowhere } from '../functions/nobody.ts';
import { type AppProof, type AppTrial, failed, proved, skipped, tryOut } from '../proof.ts';
import type { TrialWrites, WriteResult } from './trial-writes.ts';

type Denial = AppTrial & { write: (writes: TrialWrites) => Promise<WriteResult> };

const expected = 'denied by policy';

/**
 * Sends to the ledger what its policy has to deny, for every caller, and a new link twice, of which only the first may be written.
 *
 * A write is not aborted by Ctrl-C: it takes a moment, and an aborted one might still arrive after everything was removed.
 */
export async function proveLedger(
  writes: TrialWrites,
  stack: StackOutputs,
  signal: AbortSignal,
): Promise<readonly AppProof[]> {
  const key = (folder: string) => `${folder}/${nowhere}/${randomUUID()}`;
  return Promise.all([
    ...denialsOf(stack, key).map((denial) => proveDenial(writes, denial, stack, signal)),
    proveCreation(writes, key('links'), stack, signal),
  ]);
}

function denialsOf({ parameters }: StackOutputs, key: (folder: string) => string): readonly Denial[] {
  const denied = (id: string, tried: string, write: Denial['write']): Denial => ({ id, tried, expected, write });
  const create = { IfNoneMatch: '*' } as const;
  const isOn = (parameter: string) => (parameters.get(parameter) ?? 'off') !== 'off';
  return [
    denied('ledger-link', 'ledger: a link without a condition', ({ put }) => put(key('links'))),
    ...(parameters.get('HttpGateCallbacks') === 'yes'
      ? [denied('ledger-answer', "ledger: a gate's answer by you", ({ put }) => put(key('answers'), create))]
      : []),
    ...(parameters.get('HandDecisions') === 'no'
      ? [
          denied('ledger-hand-write', 'ledger: a request by hand', ({ put }) => put(key('approvals'), create)),
          denied('ledger-hand-delete', 'ledger: deleting a request', ({ remove }) => remove(key('approvals'))),
          denied('ledger-hand-undo', 'ledger: deleting a version of one', ({ remove }) =>
            remove(key('approvals'), 'null'),
          ),
          ...(isOn('PauseBridge')
            ? [denied('ledger-pause', 'ledger: an answer to a pause', ({ put }) => put(key('deliveries'), create))]
            : []),
          ...(isOn('Deployers')
            ? [denied('ledger-deployer', 'ledger: who has deployed', ({ put }) => put(key('deployers'), create))]
            : []),
        ]
      : []),
  ];
}

function proveDenial(
  writes: TrialWrites,
  { write, ...trial }: Denial,
  { ledgerBucket, stackName }: StackOutputs,
  signal: AbortSignal,
): Promise<AppProof> {
  return tryOut(trial, signal, async () => {
    const result = await write(writes);
    if (result === 'denied') return proved(trial);
    const said = `the policy of ${ledgerBucket} is not LedgerPolicy of template.yaml`;
    return failed(trial, result === 'written' ? 'accepted' : 'another refusal', {
      said,
      next: restorePolicy(stackName),
    });
  });
}

/** @returns what to do if the policy of the bucket is not that of the template */
export function restorePolicy(stackName: string): string {
  return `aws cloudformation detect-stack-drift --stack-name ${stackName}`;
}

function proveCreation(
  writes: TrialWrites,
  key: string,
  { parameters, ledgerBucket }: StackOutputs,
  signal: AbortSignal,
): Promise<AppProof> {
  const trial: AppTrial = { id: 'ledger-create', tried: 'ledger: a new link, twice', expected: 'written once' };
  const days = Number(parameters.get('ObjectLockDays') ?? 0);
  if (days > 0)
    return Promise.resolve(skipped(trial, 'not tried', `Object Lock would keep what is written for ${days} days`));
  return tryOut(trial, signal, async () => {
    const condition = { IfNoneMatch: '*' } as const;
    const [first, second] = [await writes.put(key, condition), await writes.put(key, condition)];
    // It can only be our own if the first exists: its answer was lost, and it was sent again.
    if (first !== 'denied' && second === 'exists') return proved(trial);
    const happened = first === 'written' ? 'written twice' : 'not written';
    const said =
      first === 'written' ? 'S3 ignored If-None-Match' : `S3 refused a write that its policy allows: ${first}`;
    return failed(trial, happened, { said, next: `aws s3api get-bucket-policy --bucket ${ledgerBucket}` });
  });
}

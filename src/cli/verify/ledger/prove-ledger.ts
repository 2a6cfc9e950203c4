import { randomUUID } from 'node:crypto';
import type { StackOutputs } from '../../aws/stack.ts';
import { nowhere } from '../functions/nobody.ts';
import { type AppProof, type AppTrial, failed, proved, skipped, tryOut } from '../proof.ts';
import type { TrialWrites, WriteResult } from './trial-writes.ts';

/** A write that has to be denied, and in words for a sentence which one it is. */
type Tampering = { what: string; write: (writes: TrialWrites) => Promise<WriteResult> };

type Denial = AppTrial & { tamperings: readonly Tampering[] };

const expected = 'denied by policy';

/** Where the pause bridge keeps what it believes. */
const pauseFolders = ['pauses', 'deliveries', 'undelivered'] as const;

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
  const denied = (id: string, tried: string, ...tamperings: Tampering[]): Denial => ({
    id,
    tried,
    expected,
    tamperings,
  });
  const write = (folder: string, condition?: { IfNoneMatch: '*' }): Tampering => ({
    what: `writing to ${folder}/`,
    write: ({ put }) => put(key(folder), condition),
  });
  const remove = (folder: string, version?: string): Tampering => ({
    what: `deleting ${version === undefined ? '' : 'a version '}in ${folder}/`,
    write: (writes) => writes.remove(key(folder), version),
  });
  const create = { IfNoneMatch: '*' } as const;
  const change = (folder: string) => [write(folder, create), remove(folder), remove(folder, 'null')];
  const isOn = (parameter: string) => (parameters.get(parameter) ?? 'off') !== 'off';
  return [
    denied('ledger-link', 'ledger: a link without a condition', write('links')),
    ...(parameters.get('HttpGateCallbacks') === 'yes'
      ? [denied('ledger-answer', "ledger: a gate's answer by you", ...change('answers'))]
      : []),
    ...(parameters.get('HandDecisions') === 'no'
      ? [
          denied('ledger-hand-write', 'ledger: a request by hand', write('approvals', create)),
          denied('ledger-hand-delete', 'ledger: deleting a request', remove('approvals')),
          denied('ledger-hand-undo', 'ledger: deleting a version of one', remove('approvals', 'null')),
          ...(isOn('PauseBridge')
            ? [denied('ledger-pause', 'ledger: an answer to a pause', ...pauseFolders.flatMap(change))]
            : []),
          ...(isOn('Deployers') ? [denied('ledger-deployer', 'ledger: who has deployed', ...change('deployers'))] : []),
        ]
      : []),
  ];
}

function proveDenial(
  writes: TrialWrites,
  { tamperings, ...trial }: Denial,
  { ledgerBucket, stackName }: StackOutputs,
  signal: AbortSignal,
): Promise<AppProof> {
  return tryOut(trial, signal, async () => {
    const tried = await Promise.all(tamperings.map(async ({ what, write }) => ({ what, result: await write(writes) })));
    const wrong = tried.find(({ result }) => result !== 'denied');
    if (!wrong) return proved(trial);
    const said = `${wrong.what}: the policy of ${ledgerBucket} is not LedgerPolicy of template.yaml`;
    return failed(trial, wrong.result === 'written' ? 'accepted' : 'another refusal', {
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

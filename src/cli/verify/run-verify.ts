import { type AwsClients, awsClients } from '../aws/aws-clients.ts';
import { type ExitCode, printJson } from '../aws/run-action.ts';
import { hookArnsOf, readStack, type StackOutputs } from '../aws/stack.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { proveDecisions } from './desk/prove-decisions.ts';
import { proveDesk } from './desk/prove-desk.ts';
import { proveListeners } from './functions/prove-events.ts';
import { type ProvedHook, proveHook } from './functions/prove-hooks.ts';
import { proveLedger } from './ledger/prove-ledger.ts';
import { provePolicy } from './ledger/prove-policy.ts';
import { type TrialWrites, trialWrites } from './ledger/trial-writes.ts';
import type { AppProof } from './proof.ts';
import { proveMail } from './prove-mail.ts';
import { renderProofs } from './render-proofs.ts';
import { readMailFlag, type VerifyFlags } from './verify-flags.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** The action of `greenlight verify`. */
export async function runVerify(flags: VerifyFlags): Promise<ExitCode> {
  const address = readMailFlag(flags);
  const clients = await awsClients(flags);
  const stack = await readStack(await clients.cloudformation(), flags.stack, clients.region);
  const interruption = new AbortController();
  const onSignal = () => {
    process.stderr.write('\ngreenlight verify: interrupted; removing what was written\n');
    interruption.abort();
  };
  for (const signal of signals) process.once(signal, onSignal);
  try {
    const writes = trialWrites(await clients.s3(), {
      Bucket: stack.ledgerBucket,
      bypass: Number(stack.parameters.get('ObjectLockDays') ?? 0) > 0,
    });
    const work = proveAll({ clients, stack, writes, address, flags }, interruption.signal);
    const proofs = await withProgress(`trying out ${flags.stack}`, work);
    return print({ proofs, left: await writes.cleanUp() }, flags, clients.region);
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}

type Parts = {
  clients: AwsClients;
  stack: StackOutputs;
  writes: TrialWrites;
  address: string | undefined;
  flags: VerifyFlags;
};

/** Everything at once; a row that fails is a row, and stops no other. In the order of the table. */
async function proveAll({ clients, stack, writes, address, flags }: Parts, signal: AbortSignal): Promise<AppProof[]> {
  const { region } = clients;
  const [lambda, s3, sns] = await Promise.all([clients.lambda(), clients.s3(), clients.sns()]);
  const credentials = () => s3.config.credentials();
  const hooks = Object.entries(hookArnsOf(stack)).filter(([, arn]) => arn !== '');
  const proofs = await Promise.all([
    ...hooks.map(([kind, arn]) =>
      proveHook(lambda, { kind: kind as ProvedHook['kind'], arn, stackName: stack.stackName }, signal),
    ),
    proveListeners(lambda, stack, signal),
    proveDesk(stack, signal),
    proveDecisions({ stack, region, credentials, signed: flags.signed }, signal),
    proveLedger(writes, stack, signal),
    provePolicy({ lambda, s3 }, stack, signal).then((proof) => [proof]),
    proveMail({ sns, stack, region, address }, signal),
  ]);
  return proofs.flat();
}

function print(report: Parameters<typeof renderProofs>[0], { output, stack }: VerifyFlags, region: string): ExitCode {
  const { stdout } = process;
  if (output === 'json') printJson({ stack, region, ...report });
  else stdout.write(renderProofs(report, { colour: stdout.isTTY === true && stdout.hasColors() }));
  const isGood = report.proofs.every(({ result }) => result === 'proved' || result === 'skipped');
  return isGood && report.left.length === 0 ? 0 : 1;
}

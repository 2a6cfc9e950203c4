import { stripVTControlCharacters } from 'node:util';
import { wrap } from '../../wording/wrap.ts';
import { awsClients } from '../aws/aws-clients.ts';
import type { AwsFlags } from '../aws/aws-command.ts';
import { type ExitCode, printJson } from '../aws/run-action.ts';
import { hookArnsOf, readStack } from '../aws/stack.ts';
import { withProgress } from '../terminal/progress.ts';
import type { AppProof } from './proof.ts';
import { proveDesk } from './prove-desk.ts';
import { proveHook } from './prove-hooks.ts';
import { proveLedger } from './prove-ledger.ts';

/** The action of `greenlight verify`. */
export async function runVerify(flags: AwsFlags): Promise<ExitCode> {
  const clients = await awsClients(flags);
  const stack = await readStack(await clients.cloudformation(), flags.stack, clients.region);
  const lambda = await clients.lambda();
  const hooks = Object.entries(hookArnsOf(stack)).filter(([, arn]) => arn !== '');
  const work = Promise.all([
    ...hooks.map(([name, arn]) => proveHook(lambda, `the ${name} hook`, arn)),
    clients.s3().then(async (s3) => [await proveLedger(s3, stack.ledgerBucket)]),
    proveDesk(stack.deskUrl),
  ]);
  const proofs = (await withProgress(`trying out ${flags.stack}`, work)).flat();
  if (flags.output === 'json') printJson({ stack: flags.stack, region: clients.region, proofs });
  else process.stdout.write(formatProofs(proofs));
  return proofs.every(({ result }) => result === 'proved') ? 0 : 1;
}

const marks = { proved: '✔', failed: '✖', unknown: '?' } as const;

function formatProofs(proofs: readonly AppProof[]): string {
  const lines = proofs.flatMap(({ what, result, said }) => [
    ...wrap(`${marks[result]} ${what}`, 80),
    ...wrap(stripVTControlCharacters(said), 76).map((line) => `    ${line}`),
  ]);
  const count = proofs.filter(({ result }) => result === 'proved').length;
  return `${lines.join('\n')}\n\n${count} of ${proofs.length} proved. Nothing was stored.\n`;
}

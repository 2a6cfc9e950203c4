import { type AppProof, type AppTrial, failed, proved, tryOut } from '../proof.ts';

const timeoutMs = 20_000;

/** A request to the desk and the only status with which it may answer. */
export type DeskQuestion = AppTrial & { path: string; init?: RequestInit; status: number };

/** Asks the desk once, without credentials. Rejects if no answer arrives. */
export function askDesk(deskUrl: string, { path, init }: Pick<DeskQuestion, 'path' | 'init'>, signal: AbortSignal) {
  return fetch(`${deskUrl.replace(/\/$/, '')}${path}`, {
    ...init,
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  });
}

/** Asks, and compares the status of the answer. Its body is not shown. */
export function proveStatus(
  { deskUrl, stackName }: { deskUrl: string; stackName: string },
  { path, init = {}, status, ...trial }: DeskQuestion,
  signal: AbortSignal,
): Promise<AppProof> {
  return tryOut(trial, signal, async () => {
    const answer = await askDesk(deskUrl, { path, init }, signal);
    await answer.body?.cancel();
    const happened = `status ${answer.status}`;
    return answer.status === status
      ? proved(trial, happened)
      : failed(trial, happened, explain(answer.status, stackName));
  });
}

/** What a wrong status means. */
export function explain(status: number, stackName: string): { said: string; next: string } {
  const log = `aws logs tail /aws/lambda/${stackName}/desk --since 10m`;
  if (status >= 500)
    return { said: 'the desk could not read its signing key, a secret or the ledger, or did not start', next: log };
  if (status === 429)
    return { said: 'API Gateway throttled the desk', next: 'run greenlight verify again in a minute' };
  return {
    said: 'the routes or the function of the desk are not those of this version',
    next: `aws cloudformation detect-stack-drift --stack-name ${stackName}`,
  };
}

import { formatError } from '../../wording/values.ts';
import { explainAwsError, isDenied } from '../aws/explain-aws-error.ts';

/** One thing that is tried out. */
export type AppTrial = {
  /** Such as `hook-approval-release`. Ids are kept: scripts name them. */
  id: string;
  tried: string;
  /** What must happen, in a few words: it is a column of the table. */
  expected: string;
};

/**
 * What was tried on the deployed app, and what happened. `unknown`: it could not be tried, or what happened proves nothing. `skipped`: nobody asked for
 * it, or the stack does not have it.
 */
export type AppProof = AppTrial & {
  result: 'proved' | 'failed' | 'unknown' | 'skipped';
  /** In a few words. */
  happened: string;
  /** More about it, in a sentence. */
  said?: string;
  /** What to do: always there if something failed or is unknown. */
  next?: string;
};

type Finding = { said?: string; next: string };

export function proved(trial: AppTrial, happened = trial.expected, said?: string): AppProof {
  return { ...trial, result: 'proved', happened, ...(said !== undefined && { said }) };
}

export function failed(trial: AppTrial, happened: string, finding: Finding): AppProof {
  return { ...trial, result: 'failed', happened, ...finding };
}

export function unknown(trial: AppTrial, happened: string, finding: Finding): AppProof {
  return { ...trial, result: 'unknown', happened, ...finding };
}

export function skipped(trial: AppTrial, happened: string, next?: string): AppProof {
  return { ...trial, result: 'skipped', happened, ...(next !== undefined && { next }) };
}

/** Runs a trial. An error, or Ctrl-C, proves nothing either way; it becomes a row of its own, so that the others are still shown. */
export async function tryOut(trial: AppTrial, signal: AbortSignal, prove: () => Promise<AppProof>): Promise<AppProof> {
  if (signal.aborted) return interrupted(trial);
  try {
    return await prove();
  } catch (error) {
    return signal.aborted ? interrupted(trial) : couldNotTry(trial, error);
  }
}

/** What to do if your own permissions are missing. */
export const allowYourself = 'greenlight iam cli --command verify prints the policy that you need';

function interrupted(trial: AppTrial): AppProof {
  return unknown(trial, 'interrupted', { next: 'run greenlight verify again' });
}

function couldNotTry(trial: AppTrial, error: unknown): AppProof {
  const said = formatError(error);
  if (isDenied(error)) return unknown(trial, 'you may not', { said, next: allowYourself });
  const next =
    explainAwsError(error).next ?? 'run greenlight verify again; greenlight doctor checks how it is configured';
  return unknown(trial, 'not known', { said, next });
}

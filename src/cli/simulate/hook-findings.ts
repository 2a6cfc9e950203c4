import type { Simulation } from '../../simulate/simulation.ts';
import type { UncalledHook } from '../../simulate/uncalled-hooks.ts';
import { renderFailure, reportFailure } from '../command/failure.ts';

/** What a deployment has shown about its hooks, though ECS would not see it. */
export type HookFindings = { uncalledHooks: readonly UncalledHook[]; crashes: readonly HookCrash[] };

/** A hook that failed between two of its calls, because of what one of them has left running. */
export type HookCrash = { name: string; problem: string };

type Played = HookFindings & { simulation: Simulation };

/**
 * Reports them on stderr.
 *
 * @param place whose hooks they are: empty, or a clause such as `in canary.flags, `
 */
export function reportFindings({ simulation, uncalledHooks, crashes }: Played, isStrict: boolean, place = ''): void {
  if (uncalledHooks.length > 0) process.stderr.write(formatUncalled(uncalledHooks, simulation, isStrict, place));
  for (const crash of crashes) reportCrash(crash, place);
}

/** 0 if the deployment succeeded and nothing about its hooks is an error. */
export function exitCodeOfPlayed({ simulation, uncalledHooks, crashes }: Played, isStrict: boolean): 0 | 1 {
  const isFine = crashes.length === 0 && !(isStrict && uncalledHooks.length > 0);
  return simulation.status === 'SUCCESSFUL' && isFine ? 0 : 1;
}

export function reportCrash({ name, problem }: HookCrash, place = ''): void {
  reportFailure('greenlight simulate', {
    message: `${place}${name} failed after it had answered: ${problem}`,
    next: 'await everything in the handler; in Lambda, what is left running can fail the next call',
  });
}

/** One line for each hook that has checked nothing, with the likely reason. */
function formatUncalled(
  uncalled: readonly UncalledHook[],
  { strategy }: Simulation,
  isStrict: boolean,
  place: string,
): string {
  const word = isStrict ? '' : 'warning: ';
  const lines = uncalled.map(
    ({ name, stage }) => `${word}${place}${name} was never called at ${stage}, so it has checked nothing`,
  );
  const next =
    strategy === 'ROLLING'
      ? 'a rolling deployment calls hooks only at PRE_SCALE_UP (BEHAVIOUR.md, rollingHooks); use another strategy, or attach the hook there'
      : 'attach it at a stage that this deployment has';
  return lines
    .map((message, at) =>
      renderFailure('greenlight simulate', {
        message,
        ...(at === lines.length - 1 && { next: `${next}${isStrict ? '' : '; --strict makes this an error'}` }),
      }),
    )
    .join('');
}

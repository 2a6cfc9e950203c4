import type { ECSClient } from '@aws-sdk/client-ecs';
import type { OutputFormat } from '../aws/aws-command.ts';
import { CliError } from '../cli-error.ts';
import { type ExitCode, printJson } from '../run-action.ts';
import { screenOn } from '../screen.ts';
import { changeHooks } from './change-hooks.ts';
import { confirm } from './confirm.ts';
import type { Finding } from './finding.ts';
import type { HookDirectory } from './hook-directory.ts';
import { kindOf } from './hook-directory.ts';
import { type HookChanges, hooksAfter, isChange } from './merge-hooks.ts';
import type { ReadService } from './read-service.ts';
import { renderChanges, renderFindings } from './render-changes.ts';

/** What is to happen to one service, and what the reader of it must know. */
export type Plan = {
  service: ReadService;
  changes: HookChanges;
  findings: readonly Finding[];
  directory: HookDirectory | undefined;
};

export type CarryOutFlags = { output: OutputFormat; yes?: boolean; dryRun?: boolean };

/** Shows a plan, asks, makes the change, and says what ECS holds then. 1 is a change that was declined or did not hold. */
export async function carryOut(client: ECSClient, plan: Plan, flags: CarryOutFlags): Promise<ExitCode> {
  const { service, changes, findings } = plan;
  const isText = flags.output === 'text';
  const say = (line: string) => void (isText && process.stdout.write(`${line}\n`));
  const tell = (result: Partial<Result>) => void (isText || printJson({ ...resultOf(plan), ...result }));
  showPlan(plan, flags.output);
  const refused = findings.filter(({ level }) => level === 'refusal');
  if (refused.length > 0) refuse(refused, flags.output);
  if (!changes.some(isChange)) {
    say('Nothing to change: ECS holds these hooks already.');
    tell({ outcome: 'unchanged' });
    return 0;
  }
  if (flags.dryRun) {
    say('Nothing was changed: this was a dry run.');
    tell({ outcome: 'dry-run' });
    return 0;
  }
  const count = changes.filter(isChange).length;
  const question = `Change ${count === 1 ? 'this hook' : `these ${count} hooks`} of ${service.cluster}/${service.service}?`;
  if (!flags.yes && !(await confirm(question))) {
    say('Nothing was changed.');
    tell({ outcome: 'declined' });
    return 1;
  }

  const { isAsAsked, hooks } = await changeHooks(client, service, hooksAfter(changes));
  tell({ outcome: isAsAsked ? 'changed' : 'differs', hooks });
  if (isAsAsked) {
    say(
      `Done: ECS holds ${hooks.length === 1 ? 'this 1 hook' : `these ${hooks.length} hooks`} now. They act from the next deployment on.`,
    );
    if (hooks.length > 0) say(`  next: greenlight doctor ${service.cluster}/${service.service}`);
    return 0;
  }
  process.stderr.write(
    `greenlight: ECS took the change but holds other hooks than were asked for:\n${JSON.stringify(hooks, null, 2)}\n  next: run the same command again; it shows the difference\n`,
  );
  return 1;
}

/** The difference and the warnings. For programs it comes with the result. */
export function showPlan({ service, changes, findings, directory }: Plan, output: OutputFormat): void {
  if (output === 'json') return;
  const screen = screenOn(process.stdout, () => {});
  const warnings = findings.filter(({ level }) => level === 'warning');
  const style = { colour: screen.colour, columns: screen.columns };
  const [now, after] = [service.hooks.length, hooksAfter(changes).length];
  const counts =
    now === after
      ? `${now} ${now === 1 ? 'hook' : 'hooks'}`
      : `${now} ${now === 1 ? 'hook' : 'hooks'} now, ${after} after`;
  const lines = [
    `${service.service}  ${service.cluster}   ${service.strategy}   ${counts}`,
    '',
    ...renderChanges(changes, directory, style),
    ...(changes.length > 0 ? [''] : []),
    ...renderFindings(warnings, style),
    ...(warnings.length > 0 ? [''] : []),
  ];
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

export type Result = {
  service: string;
  strategy: string;
  outcome: 'unchanged' | 'dry-run' | 'declined' | 'changed' | 'differs' | 'different';
  changes: readonly object[];
  warnings: readonly Finding[];
  /** What ECS holds now. */
  hooks: readonly object[];
};

export function resultOf({ service, changes, findings, directory }: Plan): Omit<Result, 'outcome'> {
  return {
    service: `${service.cluster}/${service.service}`,
    strategy: service.strategy,
    changes: changes.map((change) => ({ ...change, kind: kindOf(change.after ?? change.before, directory) ?? null })),
    warnings: findings,
    hooks: service.hooks,
  };
}

/** Each with its remedy, and in the error again for programs. */
export function refuse(refused: readonly Finding[], output: OutputFormat): never {
  const [first] = refused;
  if (output === 'json') {
    const said = refused.map(({ about, message }) => `${about}: ${message}`).join('; ');
    throw new CliError(`nothing was changed: ${said}`, { next: first?.next });
  }
  const screen = screenOn(process.stderr, () => {});
  const lines = renderFindings(refused, { colour: screen.colour, columns: screen.columns });
  process.stderr.write(lines.map((line) => `${line}\n`).join(''));
  throw new CliError(`nothing was changed, because ${refused.length === 1 ? 'that' : 'these'} would not work`);
}

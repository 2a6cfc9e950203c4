import type { HookFinding } from '../../service-hooks/finding.ts';
import { hooksAfter, isChange } from '../../service-hooks/merge-hooks.ts';
import type { OutputFormat } from '../aws/aws-command.ts';
import { CliError } from '../command/cli-error.ts';
import { screenOn } from '../terminal/screen.ts';
import { isParameterChange, type ParameterChange } from './pause/parameter-change.ts';
import { renderParameters } from './pause/render-parameters.ts';
import type { ReadService } from './read-service.ts';
import { renderChanges, renderFindings, type ShownChange } from './render-changes.ts';

/** What is to happen to one service, and what the reader of it must know. */
export type Plan = {
  service: ReadService;
  changes: readonly ShownChange[];
  /** What is written to Parameter Store for pauses. */
  parameters: readonly ParameterChange[];
  findings: readonly HookFinding[];
};

/** The difference and the warnings. For programs it comes with the result. */
export function showPlan({ service, changes, parameters, findings }: Plan, output: OutputFormat): void {
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
    ...renderChanges(changes, style),
    ...renderParameters(parameters, style),
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
  parameters: readonly object[];
  warnings: readonly HookFinding[];
  /** What ECS holds now. */
  hooks: readonly object[];
};

export function resultOf({ service, changes, parameters, findings }: Plan): Omit<Result, 'outcome'> {
  return {
    service: `${service.cluster}/${service.service}`,
    strategy: service.strategy,
    changes: changes.map(({ hook, ...change }) => ({ ...change, kind: hook.kind ?? null })),
    parameters,
    warnings: findings,
    hooks: service.hooks,
  };
}

/** Each with its remedy, and in the error again for programs. */
export function refuseChange(refused: readonly HookFinding[], output: OutputFormat): never {
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

/** Whether there is anything to do. */
export function hasChanges({ changes, parameters }: Pick<Plan, 'changes' | 'parameters'>): boolean {
  return changes.some(isChange) || parameters.some(isParameterChange);
}

import { hooksAfter, isChange } from '../../../service-hooks/merge-hooks.ts';
import type { AwsClients } from '../../aws/aws-clients.ts';
import type { OutputFormat } from '../../aws/aws-command.ts';
import { type CommandPlace, inSamePlace } from '../../aws/in-same-place.ts';
import { type ExitCode, printJson } from '../../aws/run-action.ts';
import { CliError } from '../../command/cli-error.ts';
import { confirm, hasTerminal } from '../../terminal/ask.ts';
import { changeHooks } from '../change-hooks.ts';
import { isParameterChange } from '../pause/parameter-change.ts';
import { deleteParameters, writeParameters } from '../pause/stored-parameters.ts';
import { hasChanges, type Plan, type Result, refuseChange, resultOf, showPlan } from '../show-plan.ts';

export type CarryOutFlags = CommandPlace & { output: OutputFormat; yes?: boolean; dryRun?: boolean };

/** Shows a plan, asks, makes the change, and says what ECS holds then. 1 is a change that was declined or did not hold. */
export async function carryOut(clients: AwsClients, plan: Plan, flags: CarryOutFlags): Promise<ExitCode> {
  const { service, findings } = plan;
  const isText = flags.output === 'text';
  const say = (line: string) => void (isText && process.stdout.write(`${line}\n`));
  const tell = (result: Partial<Result>) => void (isText || printJson({ ...resultOf(plan), ...result }));
  showPlan(plan, flags.output);
  const refused = findings.filter(({ level }) => level === 'refusal');
  if (refused.length > 0) refuseChange(refused, flags.output);
  if (!hasChanges(plan)) {
    say('Nothing to change: ECS has these hooks already.');
    tell({ outcome: 'unchanged' });
    return 0;
  }
  if (flags.dryRun) {
    say('Nothing was changed: this was a dry run.');
    tell({ outcome: 'dry-run' });
    return 0;
  }
  if (!flags.yes && !hasTerminal()) {
    throw new CliError('cannot ask for confirmation: not a terminal', {
      next: 'pass --yes to make the change, or --dry-run to only see it',
    });
  }
  const question = formatQuestion(plan);
  if (!flags.yes && !(await confirm(question))) {
    say('Nothing was changed.');
    tell({ outcome: 'declined' });
    return 1;
  }

  const { isAsAsked, hooks } = await changeAll(clients, plan);
  tell({ outcome: isAsAsked ? 'changed' : 'differs', hooks });
  if (isAsAsked) {
    say(
      `Done: ECS now has ${hooks.length === 0 ? 'no hooks' : count(hooks.length, 'hook')}. This takes effect with the next deployment.`,
    );
    if (hooks.length > 0)
      say(`  next: ${inSamePlace(`greenlight doctor ${service.cluster}/${service.service}`, flags)}`);
    return 0;
  }
  process.stderr.write(
    `greenlight: ECS accepted the change, but its hooks differ from the ones requested:\n${JSON.stringify(hooks, null, 2)}\n  next: run the same command again; it shows the difference\n`,
  );
  return 1;
}

/** A pause is configured before it exists, and for as long as it exists. */
async function changeAll(clients: AwsClients, { service, changes, parameters }: Plan) {
  const hasParameters = parameters.some(isParameterChange);
  if (hasParameters) await writeParameters(await clients.ssm(), parameters);
  const hooks = hooksAfter(changes);
  const outcome = changes.some(isChange)
    ? await changeHooks(await clients.ecs(), service, hooks)
    : { isAsAsked: true, hooks: service.hooks };
  if (hasParameters && outcome.isAsAsked) await deleteParameters(await clients.ssm(), parameters);
  return outcome;
}

/** Says what happens: hooks may only be added. */
function formatQuestion(plan: Plan): string {
  const { service, changes } = plan;
  const kinds = new Set(changes.filter(isChange).map(({ change }) => change));
  const [only] = kinds.size === 1 ? kinds : [];
  const [verb, where] =
    only === 'added' ? ['Attach', 'to'] : only === 'removed' ? ['Remove', 'from'] : ['Change', 'of'];
  return `${verb} ${formatCounts(plan)} ${where} ${service.cluster}/${service.service}?`;
}

/** `this hook and these 2 parameters` */
function formatCounts({ changes, parameters }: Plan): string {
  const [hooks, values] = [changes.filter(isChange).length, parameters.filter(isParameterChange).length];
  const parts = [hooks > 0 ? count(hooks, 'hook') : '', values > 0 ? count(values, 'parameter') : ''];
  return parts.filter(Boolean).join(' and ');
}

function count(number: number, what: string): string {
  return number === 1 ? `this ${what}` : `these ${number} ${what}s`;
}

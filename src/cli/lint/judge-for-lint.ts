import type { HookedService } from '../../service-hooks/hooked-service.ts';
import type { Remedy } from '../../service-hooks/rules/rule.ts';
import { judgeHookedService } from '../../service-hooks/rules/service-rules.ts';
import type { ServiceHook } from '../../service-hooks/service-hook.ts';
import { joinPath, type Linted, partOf, ruleOf } from './linted.ts';

type Judgement = ReturnType<typeof judgeHookedService>[number];

/**
 * What `attach` would say about these hooks, by its own rules.
 *
 * @param listed - the hooks whose configuration is known to be wrong, with every fault listed elsewhere
 * @param rename - names places as the file has them
 */
export function judgeForLint(
  service: HookedService,
  listed: ReadonlySet<ServiceHook>,
  rename = (text: string) => text,
): Linted {
  const judged = judgeHookedService(service, 'attach').filter(
    ({ rule, hooks: [hook] }) =>
      !aboutChanging.has(rule) && !(isAboutConfiguration(rule) && hook !== undefined && listed.has(hook)),
  );
  return partOf({
    checked: service.hooks.length,
    findings: judged.flatMap((judgement) => findingOfJudgement(judgement, rename)),
    notChecked: judged.flatMap(({ hooks: [hook], ...judgement }) =>
      judgement.kind === 'unseen' && judgement.remedy === undefined
        ? [{ place: hook?.where ?? '', why: judgement.why }]
        : [],
    ),
  });
}

/** They matter only to somebody who is about to change the service. */
const aboutChanging: ReadonlySet<Judgement['rule']> = new Set([
  'deployment-running',
  'never-deployed',
  'owned-by-cloudformation',
  'owned-by-terraform',
]);

function isAboutConfiguration(rule: Judgement['rule']): boolean {
  return rule === 'hook-details-invalid' || rule === 'pause-configuration-invalid';
}

function findingOfJudgement(
  { rule, hooks: [hook], ...judgement }: Judgement,
  rename: (text: string) => string,
): Linted['findings'] {
  if (judgement.kind === 'fine' || judgement.remedy === undefined) return [];
  const { severity, title, why } = ruleOf(rule);
  const said = rename(judgement.kind === 'found' ? judgement.found : judgement.why);
  const place = placeIn(said, hook);
  return [{ place, severity, message: `${title}: ${said}`, next: rename(formatChange(judgement.remedy)), rule, why }];
}

/** A rule names the key that it is about first, if it is about one. */
function placeIn(said: string, hook: ServiceHook | undefined): string {
  if (hook === undefined) return '';
  const [, within = ''] = said.startsWith(hook.where)
    ? (/^([\w.[\]-]*)/.exec(said.slice(hook.where.length)) ?? [])
    : [];
  return joinPath(hook.where, within.replace(/^\./, '').replace(/\.$/, ''));
}

function formatChange(remedy: Remedy): string {
  return 'fix' in remedy ? remedy.fix : remedy.change.replace(/,$/, '');
}

import type { HookedService } from '../hooked-service.ts';
import type { ServiceHook } from '../service-hook.ts';
import { type CheckOfHook, checksOfHook } from './checks-of-hook.ts';

/** What to do about a finding: an error breaks deployments or lets them through, a warning may, a note is good to know. */
export type Severity = 'error' | 'warning' | 'note';

/** One thing that can be wrong. The finding names the affected resource. */
export type Rule = {
  severity: Severity;
  /** What is wrong, in a few words. */
  title: string;
  /** Which message of ECS, or which silence, it leads to. */
  why: string;
  /** The texts of ECS that it leads to, as `greenlight explain` knows them. */
  reasons?: readonly string[];
};

/** A command that shows what a rule finds; `diff` shows what `attach` does. */
export type Shower = 'attach' | 'plan' | 'doctor';

/** A rule about a service and its hooks, judged from what ECS says of them alone. */
export type ServiceRule = Rule & {
  shownBy: readonly Shower[];
  judge: (service: HookedService) => readonly RuleJudgement[];
};

/** The result of one rule for one thing. */
export type RuleJudgement = RuleAnswer & {
  /** The hooks that it is about; none if it is about the service. */
  hooks: readonly ServiceHook[];
  /** What else it is about, such as a stage. Default: the hook, or the service. */
  about?: string;
};

export type RuleAnswer =
  | { kind: 'fine'; said: string }
  | Found
  | { kind: 'unseen'; why: string; allow?: string | undefined; remedy?: Remedy };

type Found = {
  kind: 'found';
  /** The value, and where it is. */
  found: string;
  remedy: Remedy;
  /** Whether it lets deployments through that nobody has checked: refused unless that was asked for. */
  opensGate?: boolean;
};

export type Remedy =
  /** A change of the list of hooks, and what to write for it on the command line of `attach`. */
  | { change: string; attach?: string }
  /** A command, or anything else to do. */
  | { fix: string };

/** Fine, unless there is something to say. */
export function unless(problem: false | Omit<Found, 'kind'>, said: string): RuleAnswer {
  return problem ? { kind: 'found', ...problem } : { kind: 'fine', said };
}

/** Judges each hook by itself. A hook without an answer has no outcome. */
export function eachHook(judge: (hook: ServiceHook, service: HookedService) => RuleAnswer | undefined) {
  return (service: HookedService): readonly RuleJudgement[] =>
    service.hooks.flatMap((hook) => {
      const answer = judge(hook, service);
      return answer ? [{ ...answer, hooks: [hook] }] : [];
    });
}

/** Judges each check of each hook: those of a gate one by one. */
export function eachCheck(judge: (check: CheckOfHook, service: HookedService) => RuleAnswer | undefined) {
  return (service: HookedService): readonly RuleJudgement[] =>
    service.hooks.flatMap((hook) =>
      checksOfHook(hook).flatMap((check) => {
        const answer = judge(check, service);
        return answer ? [{ ...answer, hooks: [hook] }] : [];
      }),
    );
}

/** Judges the service, or its hooks together. */
export function wholeService(judge: (service: HookedService) => RuleAnswer | undefined) {
  return (service: HookedService): readonly RuleJudgement[] => {
    const answer = judge(service);
    return answer ? [{ ...answer, hooks: [] }] : [];
  };
}

import { delaySeconds } from '../answer/delay.ts';
import type { Check, CheckContext } from '../check.ts';
import { runCheck } from '../run-check.ts';
import type { Target } from '../target.ts';
import type { Verdict } from '../verdict.ts';
import { type ComposedConfig, composedSchema, refuseNames } from './composed-config.ts';
import { type PartStates, readPartStates, writePartStates } from './composed-state.ts';

/**
 * One check after the other, each only when those before it have passed: ask people only if the automated checks passed. What has passed is
 * remembered and not run again at this gate, but for checks that set `alwaysRuns`: an approval is read from the ledger at every call.
 *
 * @example
 * ```ts
 * import { sequence, type Check } from 'ecs-greenlight';
 *
 * const newVersion: Check = { name: 'version', run: () => ({ kind: 'pass', reason: '1.42 answers' }) };
 * const errorRate: Check = { name: 'errors', run: () => ({ kind: 'pass', reason: '0.1 percent' }) };
 *
 * export const release = sequence('release', newVersion, errorRate);
 * console.log(release.name); // prints: release
 * ```
 */
export function sequence(name: string, ...parts: readonly Check<unknown>[]): Check<ComposedConfig> {
  return compose(name, parts, async (runPart, states) => {
    const results: Result[] = [];
    for (const part of parts) {
      const passed = part.alwaysRuns ? undefined : states.get(part.name)?.passed;
      const result: Result = passed
        ? { name: part.name, verdict: { kind: 'pass', ...passed }, waitedSeconds: 0 }
        : await runPart(part);
      results.push(result);
      if (result.verdict.kind !== 'pass') break;
      const { reason, findings } = result.verdict;
      const state = states.get(part.name);
      if (state) states.set(part.name, { ...state, passed: { reason, ...(findings && { findings }) } });
    }
    return worst(results);
  });
}

/**
 * All checks at once, at every call. The worst verdict decides: fail, then error, then wait. Only all together pass.
 *
 * @example
 * ```ts
 * import { all, type Check } from 'ecs-greenlight';
 *
 * const newVersion: Check = { name: 'version', run: () => ({ kind: 'pass', reason: '1.42 answers' }) };
 * const errorRate: Check = { name: 'errors', run: () => ({ kind: 'pass', reason: '0.1 percent' }) };
 *
 * export const release = all('release', newVersion, errorRate);
 * console.log(release.name); // prints: release
 * ```
 */
export function all(name: string, ...parts: readonly Check<unknown>[]): Check<ComposedConfig> {
  return compose(name, parts, async (runPart) => worst(await Promise.all(parts.map(runPart))));
}

/**
 * All checks at once, at every call, of which one has to pass; the first that does ends it. Otherwise it waits as long as one of them does,
 * is an error where one could not check, and fails when all have failed.
 *
 * @example
 * ```ts
 * import { any, type Check } from 'ecs-greenlight';
 *
 * const newVersion: Check = { name: 'version', run: () => ({ kind: 'pass', reason: '1.42 answers' }) };
 * const errorRate: Check = { name: 'errors', run: () => ({ kind: 'pass', reason: '0.1 percent' }) };
 *
 * export const release = any('release', newVersion, errorRate);
 * console.log(release.name); // prints: release
 * ```
 */
export function any(name: string, ...parts: readonly Check<unknown>[]): Check<ComposedConfig> {
  return compose(name, parts, async (runPart) => {
    const running = parts.map(runPart);
    const first = Promise.withResolvers<Verdict>();
    for (const part of running) {
      part.then((result) => result.verdict.kind === 'pass' && first.resolve(best([result])), first.reject);
    }
    return Promise.race([first.promise, Promise.all(running).then(best)]);
  });
}

function worst(results: readonly Result[]): Verdict {
  return firstOf(['fail', 'error', 'wait', 'pass'], results);
}

/** An error stands above a fail: what could not check might have passed. */
function best(results: readonly Result[]): Verdict {
  return firstOf(['pass', 'wait', 'error', 'fail'], results);
}

/** What one part has said. */
type Result = { name: string; verdict: Verdict; waitedSeconds: number };

type Judge = (runPart: (part: Check<unknown>) => Promise<Result>, states: PartStates) => Promise<Verdict>;

/** Composed checks hold each of their parts to the signal, so they are not watched over a second time when they are parts themselves. */
const composed = new WeakSet<Check<unknown>>();

function compose(name: string, parts: readonly Check<unknown>[], judge: Judge): Check<ComposedConfig> {
  refuseNames(name, parts);
  const check: Check<ComposedConfig> = {
    name,
    configSchema: composedSchema(parts),
    alwaysRuns: parts.some(({ alwaysRuns }) => alwaysRuns),
    async run(target, context) {
      const long = parts
        .map((part) => nameGate(context.gate.name, part))
        .find((gate) => gate.length > longestGateName + (gate.startsWith('.') ? 1 : 0));
      if (long) {
        const reason = `"${long}" is longer than ${longestGateName} characters; shorten hookDetails.gate or the check's name`;
        return { kind: 'fail', reason };
      }
      const states = readPartStates(parts, context.state);
      const verdict = await judge((part) => runPart(part, target, context, states), states);
      return { ...verdict, state: writePartStates(states) };
    },
  };
  composed.add(check);
  return check;
}

async function runPart(
  part: Check<unknown>,
  target: Target,
  context: CheckContext<ComposedConfig>,
  states: PartStates,
): Promise<Result> {
  const now = context.clock.now().getTime() / 1000;
  const { since, polls, state } = states.get(part.name) ?? { since: Math.floor(now), polls: 0 };
  const partContext: CheckContext<unknown> = {
    ...context,
    config: context.config[part.name],
    state,
    gate: { ...context.gate, name: nameGate(context.gate.name, part), since: new Date(since * 1000), polls },
  };
  const verdict = composed.has(part)
    ? await part.run(target, partContext)
    : await runCheck(part, target, partContext, true);
  const kept = verdict.state === undefined ? state : verdict.state;
  states.set(part.name, { since, polls: polls + 1, ...(kept !== undefined && { state: kept }) });
  return { name: part.name, verdict, waitedSeconds: Math.max(0, now - since) };
}

/** As for `hookDetails.gate`: the ledger takes no longer ones. */
const longestGateName = 40;

/**
 * A gate of its own for each part: two approvals in one sequence are two questions, and one's decision must not answer the other. Neither the name
 * of a gate nor that of a check has a dot in it, so no part's gate has the name of another gate.
 */
function nameGate(gate: string | undefined, part: Check<unknown>): string {
  return `${gate ?? ''}.${part.name}`;
}

function firstOf(ranking: readonly Verdict['kind'][], results: readonly Result[]): Verdict {
  const kind = ranking.find((kind) => results.some(({ verdict }) => verdict.kind === kind)) ?? 'error';
  const deciding = results.filter(({ verdict }) => verdict.kind === kind);
  const learned = {
    reason: deciding.map(({ name, verdict }) => `${name}: ${verdict.reason}`).join('; '),
    findings: results.flatMap(({ verdict }) => verdict.findings ?? []),
  };
  switch (kind) {
    case 'wait':
      return { kind, ...learned, ...soonest(deciding) };
    case 'error':
      return {
        kind,
        ...learned,
        cause: deciding.flatMap(({ verdict }) => (verdict.kind === 'error' ? [verdict.cause] : []))[0],
      };
    default:
      return { kind, ...learned };
  }
}

/** When the first of several that wait wants to be asked again. */
function soonest(waiting: readonly Result[]) {
  const verdicts = waiting.flatMap(({ verdict, waitedSeconds }) =>
    verdict.kind === 'wait'
      ? [{ ...verdict, retryAfterSeconds: verdict.retryAfterSeconds ?? delaySeconds(waitedSeconds) }]
      : [],
  );
  const deadlines = verdicts.flatMap(({ deadline }) => (deadline ? [deadline.getTime()] : []));
  return {
    retryAfterSeconds: Math.min(...verdicts.map(({ retryAfterSeconds }) => retryAfterSeconds)),
    ...(deadlines.length > 0 && { deadline: new Date(Math.min(...deadlines)) }),
  };
}

import type { Check, CheckContext } from '../check.ts';
import { runCheck } from '../run-check.ts';
import type { Target } from '../target.ts';
import type { Verdict } from '../verdict.ts';
import { type ComposedConfig, composedSchema, refuseNames } from './composed-config.ts';
import { keepSettled, type PartStates, readPartStates, settledVerdict, writePartStates } from './composed-state.ts';
import { classOf, isUndecided, joinVerdicts, type PartVerdict } from './join-verdicts.ts';

/**
 * Runs one check after another, each only when those before it have passed: ask people only if the automated checks passed. A check that has
 * passed is not run again at this gate, unless it sets `alwaysRuns`: an approval is read from the ledger on every call.
 *
 * A check that cannot tell and asks (`inconclusive` and `ask`) does not end the sequence, but it passes only if a later check with `asksPeople` does.
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
    const results: PartVerdict[] = [];
    for (const part of parts) {
      if (!isDue(part, results, states)) continue;
      const settled = part.alwaysRuns ? undefined : settledVerdict(states.get(part.name));
      const result = settled ? { name: part.name, verdict: settled, waitedSeconds: 0 } : await runPart(part);
      if (part.asksPeople && classOf(result.verdict) === 'pass') decideUndecided(results);
      results.push(result);
      if (result.verdict.kind !== 'pass' && !isUndecided(result.verdict)) break;
      keepSettled(states, part.name, result.verdict);
    }
    return worst(results);
  });
}

/** Once people have been asked, they are not passed over even if the check could tell by now. */
function isDue(part: Check<unknown>, results: readonly PartVerdict[], states: PartStates): boolean {
  if (part.asksPeople !== 'if inconclusive' || states.has(part.name)) return true;
  return results.some(({ verdict }) => isUndecided(verdict));
}

function decideUndecided(results: PartVerdict[]): void {
  for (const [index, result] of results.entries()) {
    const { reason, findings } = result.verdict;
    if (isUndecided(result.verdict))
      results[index] = { ...result, verdict: { kind: 'pass', reason, ...(findings && { findings }) } };
  }
}

/**
 * Runs all checks at once, on every call. The worst verdict decides: fail, then error, then wait, then one that asks people. It passes only if
 * all of them pass.
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
 * Runs all checks at once, on every call. One of them has to pass; the first that does ends it. Otherwise it waits while one of them waits,
 * is an error if one could not check, asks people if one asks, and fails when all have failed. A dry run and a check that is switched off do not
 * count, unless there are no others.
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
  return compose(
    name,
    parts,
    async (runPart) => {
      const running = parts.map(runPart);
      const first = Promise.withResolvers<Verdict>();
      for (const part of running) {
        part.then((result) => classOf(result.verdict) === 'pass' && first.resolve(best([result])), first.reject);
      }
      return Promise.race([first.promise, Promise.all(running).then(best)]);
    },
    false,
  );
}

function worst(results: readonly PartVerdict[]): Verdict {
  return joinVerdicts(['fail', 'error', 'wait', 'undecided', 'pass', 'waived'], results);
}

/** An error outranks a fail: a check that could not run might have passed. */
function best(results: readonly PartVerdict[]): Verdict {
  return joinVerdicts(['pass', 'wait', 'error', 'undecided', 'fail', 'waived'], results);
}

type Judge = (runPart: (part: Check<unknown>) => Promise<PartVerdict>, states: PartStates) => Promise<Verdict>;

/** Composed checks already hold each of their parts to the signal, so a nested one is not supervised a second time. */
const composed = new WeakSet<Check<unknown>>();

function compose(name: string, parts: readonly Check<unknown>[], judge: Judge, needsAll = true): Check<ComposedConfig> {
  refuseNames(name, parts);
  const check: Check<ComposedConfig> = {
    name,
    configSchema: composedSchema(parts),
    alwaysRuns: parts.some(({ alwaysRuns }) => alwaysRuns),
    ...(needsAll && parts.some(({ asksPeople }) => asksPeople === 'always') && { asksPeople: 'always' }),
    async run(target, context) {
      const long = parts
        .map((part) => nameGate(context.gate.name, part))
        .find((gate) => gate.length > maxGateName + (gate.startsWith('.') ? 1 : 0));
      if (long) {
        const reason = `"${long}" is longer than ${maxGateName} characters; shorten hookDetails.gate or the check's name`;
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
): Promise<PartVerdict> {
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

/** As for `hookDetails.gate`: the ledger does not accept longer names. */
const maxGateName = 40;

/**
 * Each part has its own gate: two approvals in one sequence are two questions, and the decision of one must not answer the other. Names of
 * gates and checks contain no dot, so the gate of a part cannot have the name of another gate.
 */
function nameGate(gate: string | undefined, part: Check<unknown>): string {
  return `${gate ?? ''}.${part.name}`;
}

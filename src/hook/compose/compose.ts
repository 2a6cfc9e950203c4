import { delaySeconds } from '../answer/delay.ts';
import type { Check, CheckContext } from '../check.ts';
import { runCheck } from '../run-check.ts';
import type { Target } from '../target.ts';
import type { Verdict } from '../verdict.ts';
import { type ComposedConfig, composedSchema, refuseNames } from './composed-config.ts';
import { type PartStates, readPartStates, writePartStates } from './composed-state.ts';

/**
 * Runs one check after another, each only when those before it have passed: ask people only if the automated checks passed. A check that has
 * passed is not run again at this gate, unless it sets `alwaysRuns`: an approval is read from the ledger on every call.
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
 * Runs all checks at once, on every call. The worst verdict decides: fail, then error, then wait. It passes only if all of them pass.
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
 * is an error if one could not check, and fails when all have failed.
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

/** An error outranks a fail: a check that could not run might have passed. */
function best(results: readonly Result[]): Verdict {
  return firstOf(['pass', 'wait', 'error', 'fail'], results);
}

/** The verdict of one part. */
type Result = { name: string; verdict: Verdict; waitedSeconds: number };

type Judge = (runPart: (part: Check<unknown>) => Promise<Result>, states: PartStates) => Promise<Verdict>;

/** Composed checks already hold each of their parts to the signal, so a nested one is not supervised a second time. */
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

/** As for `hookDetails.gate`: the ledger does not accept longer names. */
const maxGateName = 40;

/**
 * Each part has its own gate: two approvals in one sequence are two questions, and the decision of one must not answer the other. Names of
 * gates and checks contain no dot, so the gate of a part cannot have the name of another gate.
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

/** When the first of several waiting checks wants to be called again. */
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

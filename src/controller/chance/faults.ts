import type { IdSource } from './id-source.ts';

/** Every fault that can be injected. */
export const faultKinds = [
  /** Lambda refuses the invocation: too many requests. The function does not run. */
  'throttled',
  /** Lambda answers with an error of its own. The function does not run. */
  'service-error',
  /** The hook's role may not invoke the function, which does not run. */
  'invoke-denied',
  /** ECS cannot assume the hook's role. The function does not run. */
  'role-not-assumed',
  /** The function's process ends before the function has done anything. */
  'crashed',
  /** The function does its work, and is killed before it has answered. */
  'timed-out',
  /** The function does its work, and its answer is lost on the way. */
  'lost-answer',
  /** The function does its work, and answers junk. */
  'lying',
  /** The function takes {@link Faults.slowSeconds} longer. */
  'slow',
  /** The function is invoked twice at once with the same event. */
  'repeated',
  /** A task ends soon after it was started. */
  'task-failure',
  /** A task runs and never becomes healthy. */
  'unhealthy-target',
  /** A listener takes {@link Faults.lagSeconds} longer to move. */
  'listener-lag',
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** How often a fault happens: a probability from 0 to 1, or a script that lists exactly which of its chances it takes, counted from 1. */
export type Chance = number | readonly number[];

/** The faults to inject. Every invocation, every start of a task and every move of a listener is one chance for each fault that concerns it. */
export type Faults = Readonly<Partial<Record<FaultKind, Chance>>> & {
  /** Default 20. */
  readonly slowSeconds?: number;
  /** Default 60. */
  readonly lagSeconds?: number;
};

/** Decides which faults happen, with the controller's only source of chance. */
export class FaultSource {
  readonly slowSeconds: number;
  readonly lagSeconds: number;
  readonly #faults: Faults;
  readonly #random: Pick<IdSource, 'fraction'>;
  readonly #chances = new Map<FaultKind, number>();

  /** @throws {RangeError} if a chance is neither a probability from 0 to 1 nor a list of turns, counted from 1 */
  constructor(faults: Faults, random: Pick<IdSource, 'fraction'>) {
    for (const kind of faultKinds) checkChance(kind, faults[kind]);
    this.#faults = faults;
    this.#random = random;
    this.slowSeconds = faults.slowSeconds ?? 20;
    this.lagSeconds = faults.lagSeconds ?? 60;
  }

  /** Gives each of them its next chance. */
  strike<Kind extends FaultKind>(...kinds: readonly Kind[]): ReadonlySet<Kind> {
    return new Set(kinds.filter((kind) => this.#strikes(kind)));
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[Math.floor(this.#random.fraction() * choices.length)] ?? choices[0];
  }

  #strikes(kind: FaultKind): boolean {
    const chance = this.#faults[kind];
    if (chance === undefined) return false;
    if (typeof chance === 'number') return this.#random.fraction() < chance;
    const count = (this.#chances.get(kind) ?? 0) + 1;
    this.#chances.set(kind, count);
    return chance.includes(count);
  }
}

function checkChance(kind: FaultKind, chance: unknown): void {
  const isProbability = typeof chance === 'number' && chance >= 0 && chance <= 1;
  const isScript = Array.isArray(chance) && chance.every((turn) => Number.isInteger(turn) && turn > 0);
  if (chance === undefined || isProbability || isScript) return;
  const found = typeof chance === 'number' ? String(chance) : JSON.stringify(chance);
  throw new RangeError(`faults.${kind} is ${found}; write a probability from 0 to 1, or a list such as [1, 3]`);
}

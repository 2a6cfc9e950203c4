import { createHash, type Hash } from 'node:crypto';
import type { ImportGraph } from './compile.ts';
import type { MeasuredFile } from './trial/main.ts';

/** Which tests reach a change, by file, and how often they do so altogether. */
export type Reach = { tests: Map<string, Set<string>>; hits: number };

/** What the tests do without any change: which changes each of them reaches, and how long it takes. */
export class Coverage {
  readonly #reach = new Map<string, Reach>();
  readonly #users = new Map<string, Reach['tests']>();
  readonly #ways = new Map<string, Map<string, string>>();
  readonly #atLoad = new Set<string>();
  readonly #cpuMs = new Map<string, Map<string, number>>();
  /** Tests that fail without any change, and files that cannot be loaded: nothing is tried against them. */
  readonly unusable: { file: string; name: string; message: string }[] = [];

  add(file: string, { tests, failure, reached, atLoad }: MeasuredFile): void {
    for (const mutant of atLoad) this.#atLoad.add(mutant);
    if (failure && failure.test === undefined) this.unusable.push({ file, ...failure });
    for (const { name, error } of tests) if (error !== undefined) this.unusable.push({ file, name, message: error });
    const usable = failure && failure.test === undefined ? [] : tests.filter(({ error }) => error === undefined);
    const ids = new Set(usable.map(({ id }) => id));
    this.#cpuMs.set(file, new Map(usable.map(({ id, cpuMs }) => [id, cpuMs])));
    for (const [key, hits] of Object.entries(reached)) {
      this.#addReached(file, key === file ? ids : ids.intersection(new Set([key])), hits);
    }
  }

  #addReached(file: string, ids: ReadonlySet<string>, hits: Record<string, number>): void {
    if (ids.size === 0) return;
    for (const [mutant, count] of Object.entries(hits)) {
      const reach = this.#reach.get(mutant) ?? { tests: new Map(), hits: 0 };
      const known = reach.tests.get(file) ?? new Set();
      for (const id of ids) known.add(id);
      reach.tests.set(file, known);
      reach.hits += count;
      this.#reach.set(mutant, reach);
    }
  }

  /** Nothing if no test reaches the change once its module is loaded. */
  reachOf(mutant: string): Reach | undefined {
    return this.#reach.get(mutant);
  }

  /** The way that each test takes through the changes of a file: two tests have the same one if they reach the same of them. By `nameOfTest`. */
  waysThrough(file: string, mutants: readonly { id: string; file: string }[]): Map<string, string> {
    const known = this.#ways.get(file) ?? this.#findWays(mutants.filter((each) => each.file === file));
    this.#ways.set(file, known);
    return known;
  }

  #findWays(mutants: readonly { id: string }[]): Map<string, string> {
    const reached = new Map<string, Hash>();
    for (const { id } of mutants) {
      for (const [file, ids] of this.reachOf(id)?.tests ?? []) {
        for (const test of ids) {
          const key = nameOfTest(file, test);
          const hash = reached.get(key) ?? createHash('sha1');
          reached.set(key, hash.update(`${id} `));
        }
      }
    }
    return new Map([...reached].map(([key, hash]) => [key, hash.digest('base64')]));
  }

  /** Whether the change is reached while its module is loaded. */
  isAtLoad(mutant: string): boolean {
    return this.#atLoad.has(mutant);
  }

  /** The CPU time, in milliseconds, that a test took. */
  cpuMsOf(file: string, id: string): number {
    return this.#cpuMs.get(file)?.get(id) ?? 0;
  }

  /**
   * The tests that could notice a change of what a file does while it is loaded: those that reach a function of it or of a file that imports it, and
   * all tests that import it themselves.
   */
  usersOf(file: string, graph: ImportGraph, mutants: readonly { id: string; file: string }[]): Reach['tests'] {
    const known = this.#users.get(file) ?? this.#findUsers(file, graph, mutants);
    this.#users.set(file, known);
    return known;
  }

  #findUsers(file: string, graph: ImportGraph, mutants: readonly { id: string; file: string }[]): Reach['tests'] {
    const importers = Object.keys(graph).filter((path) => graph[path]?.files.includes(file));
    const [files, users] = [new Set([file, ...importers]), new Map<string, Set<string>>()];
    const add = (test: string, ids: Iterable<string>) => {
      const known = users.get(test) ?? new Set();
      for (const id of ids) known.add(id);
      users.set(test, known);
    };
    for (const path of importers) if (this.#cpuMs.has(path)) add(path, this.#cpuMs.get(path)?.keys() ?? []);
    for (const mutant of mutants.filter((other) => files.has(other.file))) {
      for (const [test, ids] of this.reachOf(mutant.id)?.tests ?? []) add(test, ids);
    }
    return users;
  }
}

/** Vitest's id of a test is unique in its file only. */
export function nameOfTest(file: string, id: string): string {
  return `${file} ${id}`;
}

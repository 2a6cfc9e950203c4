import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** One change of the code. Lines and columns count from 1. */
export type Mutant = {
  id: string;
  /** From the top of the project. */
  file: string;
  mutatorName: string;
  replacement: string;
  location: { start: Position; end: Position };
};

type Position = { line: number; column: number };

export type Instrumented = {
  mutants: Mutant[];
  /** The code of each file with all of its changes in it, each of them switched on by its id. */
  code: Map<string, string>;
};

/** The part of `@stryker-mutator/instrumenter` that is used here; its positions count from 0. */
type InstrumenterPackage = {
  Instrumenter: new (
    log: object,
  ) => {
    instrument(
      files: { name: string; content: string; mutate: true }[],
      options: object,
    ): Promise<{
      files: { name: string; content: string }[];
      mutants: (Omit<Mutant, 'file'> & { fileName: string })[];
    }>;
  };
};

/**
 * Puts every change that can be made to some files into their code. Nothing is written.
 *
 * @param sources the code of each file
 * @param tools the folder with the instrumenter's `node_modules`
 */
export async function instrument(sources: ReadonlyMap<string, string>, tools: string): Promise<Instrumented> {
  const entry = createRequire(join(tools, 'package.json')).resolve('@stryker-mutator/instrumenter');
  const { Instrumenter } = (await import(pathToFileURL(entry).href)) as InstrumenterPackage;
  const input = [...sources].map(([name, content]) => ({ name, content, mutate: true as const }));
  const options = { plugins: null, excludedMutations: [], ignorers: [] };
  const result = await new Instrumenter(silent).instrument(input, options);
  return {
    code: new Map(
      result.files.map(({ name, content }) => [name, content.replace(counter, `${counter} if (!cov.isOn) return;`)]),
    ),
    mutants: result.mutants.map(({ id, fileName, mutatorName, replacement, location }) => ({
      id,
      file: fileName,
      mutatorName,
      replacement,
      location: { start: fromOne(location.start), end: fromOne(location.end) },
    })),
  };
}

/** Counting is slow, and only needed when the tests are measured. */
const counter = 'function cover() {';

function fromOne({ line, column }: Position): Position {
  return { line: line + 1, column: column + 1 };
}

const nothing = () => {};
const silent = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
  isDebugEnabled: () => false,
};

/**
 * The part of the mutation tester's report that is read here.
 *
 * @see https://github.com/stryker-mutator/mutation-testing-elements/tree/master/packages/report-schema
 */
export type MutationReport = { files: Record<string, { source: string; mutants: readonly ReportedMutant[] }> };

export type ReportedMutant = {
  status: 'Killed' | 'Survived' | 'NoCoverage' | 'Timeout' | 'CompileError' | 'RuntimeError' | 'Ignored' | 'Pending';
  replacement?: string;
  location: { start: Position; end: Position };
};

/** Lines and columns count from 1. */
type Position = { line: number; column: number };

/** A change of the code that no test noticed. */
export type Survivor = {
  file: string;
  line: number;
  /** The line in which the change begins, without the blanks around it. */
  code: string;
  /** What was changed and into what, each on one line: `a < b → a <= b`. */
  change: string;
};

/** How one file did. */
export type FileScore = { file: string; killed: number; survived: number };

/** @param results whether each change was noticed, by its id */
export function makeReport(
  sources: ReadonlyMap<string, string>,
  mutants: readonly (Omit<ReportedMutant, 'status'> & { id: string; file: string })[],
  results: ReadonlyMap<string, Pick<ReportedMutant, 'status'>>,
): MutationReport {
  const byFile = Map.groupBy(mutants, ({ file }) => file);
  const files = [...sources].map(([file, source]) => {
    const tried = (byFile.get(file) ?? []).map(({ file: _, ...mutant }) => ({
      ...mutant,
      ...(results.get(mutant.id) ?? { status: 'Pending' as const }),
    }));
    return [file, { language: 'typescript', source, mutants: tried }] as const;
  });
  return { files: Object.fromEntries(files) };
}

/** One line per file, in their order. A timeout counts as killed: the change made the code run forever. */
export function scoreFiles({ files }: MutationReport): FileScore[] {
  return Object.entries(files)
    .map(([file, { mutants }]) => ({
      file,
      killed: mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout').length,
      survived: mutants.filter(isSurvivor).length,
    }))
    .sort((one, other) => one.file.localeCompare(other.file));
}

/** Everything that survived, by file and line. */
export function listSurvivors({ files }: MutationReport): Survivor[] {
  return Object.entries(files)
    .flatMap(([file, { source, mutants }]) =>
      mutants.filter(isSurvivor).map((mutant) => describeMutant(file, source, mutant)),
    )
    .sort((one, other) => one.file.localeCompare(other.file) || one.line - other.line);
}

/** The percentage of mutants that were killed, of all that could be tried. 100 if there are none. */
export function scoreOf(scores: readonly FileScore[]): number {
  const killed = scores.reduce((sum, score) => sum + score.killed, 0);
  const all = scores.reduce((sum, score) => sum + score.killed + score.survived, 0);
  return all === 0 ? 100 : (100 * killed) / all;
}

function isSurvivor({ status }: ReportedMutant): boolean {
  return status === 'Survived' || status === 'NoCoverage';
}

/** @param source the text of its file, without the change */
export function describeMutant(
  file: string,
  source: string,
  { location, replacement }: Omit<ReportedMutant, 'status'>,
): Survivor {
  const lines = source.split('\n');
  const { start, end } = location;
  const touched = lines.slice(start.line - 1, end.line);
  const last = touched.length - 1;
  const original = touched
    .map((text, index) => text.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined))
    .join(' ');
  const code = (lines[start.line - 1] ?? '').trim();
  return { file, line: start.line, code, change: describeChange(onOneLine(original), onOneLine(replacement ?? '')) };
}

function onOneLine(code: string): string {
  return code.replace(/\s+/g, ' ').trim();
}

/** If they are long, only the part in which the two differ, with a little context. */
function describeChange(original: string, replacement: string): string {
  if (original.length <= maxCharacters && replacement.length <= maxCharacters) return `${original} → ${replacement}`;
  const shorter = Math.min(original.length, replacement.length);
  let [before, behind] = [0, 0];
  while (before < shorter && original[before] === replacement[before]) before += 1;
  while (behind < shorter - before && original.at(-1 - behind) === replacement.at(-1 - behind)) behind += 1;
  return [original, replacement]
    .map((code) => cutOut(code, before - context, code.length - behind + context))
    .join(' → ');
}

/** The part between two positions; if it is still long, its middle is left out. */
function cutOut(code: string, from: number, to: number): string {
  const part = `${from > 0 ? '…' : ''}${code.slice(Math.max(0, from), to)}${to < code.length ? '…' : ''}`;
  return part.length > maxCharacters ? `${part.slice(0, 90)} … ${part.slice(-27)}` : part;
}

const maxCharacters = 120;
const context = 12;

import type { Survivor } from './mutation-report.ts';

/**
 * Changes of one line that no test has to notice. They are identified by the text of the line and not by its number, so that a change
 * elsewhere in the file does not affect the list.
 */
export type AcceptedLine = {
  file: string;
  /** The line in which the changes begin, without the blanks around it. */
  code: string;
  /** What is changed and into what, as `npm run mutants` prints it. */
  changes: readonly string[];
  /** `equivalent`: no test could tell. `cosmetic`: only the wording or the appearance of something would change. */
  kind: 'equivalent' | 'cosmetic';
  /** Why that is so, in a sentence. */
  reason: string;
};

export type Comparison = {
  /** Survivors that are not in the list: a test is missing. */
  unlisted: Survivor[];
  /** Entries of the files that were run whose change is noticed by now, or whose code is gone. */
  outdated: { file: string; code: string; change: string }[];
};

/** Compares what survived with what may survive. Entries of files that were not run are left alone. */
export function compareSurvivors(
  survivors: readonly Survivor[],
  accepted: readonly AcceptedLine[],
  filesRun: readonly string[],
): Comparison {
  const listed = accepted.flatMap(({ file, code, changes }) => changes.map((change) => ({ file, code, change })));
  const [isListed, survivingKeys] = [listedIn(accepted), new Set(survivors.map(keyOf))];
  return {
    unlisted: survivors.filter((survivor) => !isListed(survivor)),
    outdated: listed.filter((entry) => filesRun.includes(entry.file) && !survivingKeys.has(keyOf(entry))),
  };
}

/** Whether the list has a change. */
export function listedIn(accepted: readonly AcceptedLine[]): (change: Omit<Survivor, 'line'>) => boolean {
  const keys = accepted.flatMap(({ file, code, changes }) => changes.map((change) => keyOf({ file, code, change })));
  const listed = new Set(keys);
  return (change) => listed.has(keyOf(change));
}

/** Entries for survivors that are not listed yet, one for each line, with the reason still to be written. */
export function draftEntries(survivors: readonly Survivor[]): Omit<AcceptedLine, 'kind'>[] {
  const byLine = Map.groupBy(survivors, ({ file, code }) => JSON.stringify([file, code]));
  return [...byLine.values()].map((group) => {
    const { file = '', code = '' } = group[0] ?? {};
    return { file, code, changes: [...new Set(group.map(({ change }) => change))], reason: '' };
  });
}

function keyOf({ file, code, change }: Pick<Survivor, 'file' | 'code' | 'change'>): string {
  return JSON.stringify([file, code, change]);
}

import { type FileScore, type Survivor, scoreOf } from './mutation-report.ts';

/** A line for each file and one for all of them: file, killed, survived, and the percentage that was killed. */
export function formatScores(scores: readonly FileScore[]): string {
  const total = {
    file: 'all',
    killed: scores.reduce((sum, { killed }) => sum + killed, 0),
    survived: scores.reduce((sum, { survived }) => sum + survived, 0),
  };
  const rows = [...scores, total].map((score) => [
    score.file,
    String(score.killed),
    String(score.survived),
    `${floorToTenth(scoreOf([score])).toFixed(1)} %`,
  ]);
  const table = [['file', 'killed', 'survived', 'score'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row.map((text, column) => (column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0))),
  );
  return `${lines.map((line) => line.join('  ')).join('\n')}\n`;
}

/** Rounds down, so that 94.96 is not shown as 95. */
function floorToTenth(percent: number): number {
  return Math.floor(percent * 10) / 10;
}

/** Two lines for each: where it is with the code there, and the change. */
export function formatSurvivors(
  survivors: readonly (Pick<Survivor, 'file' | 'code' | 'change'> & { line?: number })[],
): string {
  return survivors
    .map(({ file, line, code, change }) => {
      const place = line === undefined ? file : `${file}:${line}`;
      return `  ${place}  ${code}\n    ${change}\n`;
    })
    .join('');
}

import { plainText } from './escape-markdown.ts';

/** What a run's page shows above its log. `error` has no effect on the exit code. */
export type Annotation = { level: 'error' | 'warning' | 'notice'; title: string; message: string };

/** GitHub shows 10 of each level in a step. */
const maxPerLevel = 10;

/**
 * The lines with which a step annotates its run: at most ten of each level, as many as GitHub shows.
 *
 * @example renderAnnotations([{ level: 'error', title: 'smoke, green', message: 'p99 812 ms' }]) // '::error title=smoke%2C green::p99 812 ms\n'
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function renderAnnotations(annotations: readonly Annotation[]): string {
  return [...Map.groupBy(annotations, ({ level }) => level).values()]
    .flatMap((same) => same.slice(0, maxPerLevel))
    .map(
      ({ level, title, message }) =>
        `::${level} title=${escapeProperty(withoutMarker(plainText(title, 200)))}::${escapeData(withoutMarker(plainText(message, 2000)))}\n`,
    )
    .join('');
}

/** As the runner's own toolkit escapes them. */
function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

/** The same for the value of a property. */
function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

/**
 * Lines for the log, in which a runner finds no command: it reads `::` at the beginning of a line and `##[` anywhere in it, on stdout and on stderr.
 * A space separates them, because a comparison of strings in .NET may ignore characters that take no room.
 *
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function withoutCommands(lines: string): string {
  return withoutMarker(lines).replace(/^([\s\u0085]*:)(?=:)/gm, '$1 ');
}

function withoutMarker(text: string): string {
  return text.replace(/##(?=\[)/g, '## ');
}

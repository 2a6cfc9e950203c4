import type { KnownReason } from '../../../src/cli/reasons/known-reason.ts';
import { knownReasons } from '../../../src/cli/reasons/known-reasons.ts';

/** The rows of docs/troubleshooting.md about what ECS says, from the table that `greenlight explain` uses. A test keeps the page equal. */
export function ecsMessageRows(): readonly string[] {
  return knownReasons.filter(({ says }) => says.length > 0).map(row);
}

function row({ id, says, cause, look, fix, guide }: KnownReason): string {
  const messages = says.map((text) => code(text)).join('<br>');
  const more = guide === undefined ? [] : [`[more](${guide})`];
  const remedy = [...fix.map((line) => (isCommand(line) ? code(example(line)) : plain(line))), ...more].join('<br>');
  return `| <a id="${id}"></a>${messages} | ${plain(cause)} | ${plain(look)} | ${remedy} |`;
}

function isCommand(line: string): boolean {
  return /^(aws|greenlight) /.test(line);
}

function code(text: string): string {
  return `\`${text}\``;
}

const examples: Readonly<Record<string, string>> = {
  cluster: 'prod-cluster',
  service: 'retail-ui',
  at: '',
};

/** A command as somebody would type it; what only ECS's own words can fill in stays in `<…>`. */
function example(text: string): string {
  return text.replace(/\{([a-zA-Z]+)\}/g, (_, name: string) => examples[name] ?? `<${name}>`);
}

/** Prose in Markdown, with what varies as code. */
function plain(text: string): string {
  return text.replace(/\{([a-zA-Z]+)\}/g, (_, name: string) =>
    examples[name] === undefined ? code(`<${name === 'what' ? '…' : name}>`) : examples[name],
  );
}

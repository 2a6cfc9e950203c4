import { deploymentReasons } from '../../../src/reasons/deployment-reasons.ts';
import { hookReasons } from '../../../src/reasons/hook-reasons.ts';
import type { KnownReason } from '../../../src/reasons/known-reason.ts';
import { networkReasons } from '../../../src/reasons/network-reasons.ts';
import { fence } from '../markdown.ts';

const groups: readonly { title: string; reasons: readonly KnownReason[] }[] = [
  { title: 'Messages about hooks', reasons: hookReasons },
  { title: 'Messages about load balancers and permissions', reasons: networkReasons },
  { title: 'Messages about the deployment', reasons: deploymentReasons },
];

/**
 * The part of docs/troubleshooting.md about what ECS says, from the table that `greenlight explain` uses: a card for each message, whose anchor is the
 * id of the message. A test keeps the page equal.
 */
export function ecsMessageCards(): string {
  return groups.map(({ title, reasons }) => [`## ${title}`, ...reasons.map(card)].join('\n\n')).join('\n\n');
}

function card({ id, says, cause, look, fix, guide }: KnownReason): string {
  const commands = fix.filter(isCommand).map(example);
  const sentences = fix.filter((line) => !isCommand(line)).map((line) => `${plain(line)}.`);
  const more = guide === undefined ? [] : [`See [the guide](${guide}).`];
  return [
    `### ${heading(id)}`,
    ...(says.length > 0 ? says.map((text) => `> ${code(text)}`) : [unpublished]),
    `**Cause:** ${plain(cause)}`,
    `**Check:** ${plain(look)}.`,
    ['**Do:**', ...sentences, ...more].join(' '),
    ...(commands.length > 0 ? [fence('sh', commands.join('\n'))] : []),
  ].join('\n\n');
}

const unpublished = 'AWS has not published these words; Greenlight recognizes the message by its key words.';

/** Words whose anchor, here and where the repository is hosted, is the id again. */
function heading(id: string): string {
  const words = id.replaceAll('-', ' ').replaceAll(/\b(ecs|arn)\b/g, (name) => name.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
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

import { displayWidth } from './display-width.ts';
import { wrap } from './wrap.ts';

/**
 * Breaks a shell command into lines that can be pasted as they are: all but the last end with a backslash. A flag stays with its value, and what is
 * quoted stays whole, so a line can be longer than `width` only if one of these is.
 *
 * @example
 * wrapCommand('aws ecs list-services --cluster prod', 24) // ['aws ecs list-services \\', '  --cluster prod']
 */
export function wrapCommand(command: string, width: number): readonly string[] {
  if (displayWidth(command) <= width) return [command];
  const lines: string[] = [];
  let line = '';
  for (const part of partsOf(command)) {
    const longer = line === '' ? part : `${line} ${part}`;
    // Two characters are left for the backslash.
    if (line === '' || displayWidth(longer) <= width - 2) {
      line = longer;
      continue;
    }
    lines.push(`${line} \\`);
    line = `  ${part}`;
  }
  return [...lines, line];
}

/** Wraps advice: a command as one, and a sentence at its spaces. */
export function wrapAdvice(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((line) => (isCommand(line) ? wrapCommand(line, width) : wrap(line, width)));
}

/** `aws ecs list-clusters shows the clusters` is a sentence; `aws ecs list-clusters --region eu-west-1` is a command. */
function isCommand(text: string): boolean {
  const [first = ''] = text.split(' ', 1);
  return (
    programs.has(first) &&
    !/[;:] |, | (?:\w+s|who|and|or) (?:the|you|your|a|how|what|who|which|it|that|in|whether)\b/.test(text)
  );
}

const programs = new Set(['greenlight', 'aws', 'sam', 'npm', 'npx', 'node', 'curl']);

function partsOf(command: string): readonly string[] {
  const words = command.match(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|[^\s'"])+/g) ?? [];
  const parts: string[] = [];
  for (const word of words) {
    const last = parts.at(-1);
    const isValue = last !== undefined && /^--?[\w-]+$/.test(last) && !word.startsWith('-');
    if (isValue) parts[parts.length - 1] = `${last} ${word}`;
    else parts.push(word);
  }
  return parts;
}

import type { KnownReason } from './known-reason.ts';

/**
 * The heading of a message's card. Its anchor, on our site and where the repository is hosted, is the id again.
 *
 * @example titleOfReason('hook-failed') // 'Hook failed'
 */
export function titleOfReason(id: string): string {
  const words = id.replaceAll('-', ' ').replaceAll(/\b(ecs|arn)\b/g, (name) => name.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What to do, divided into commands and sentences. */
export function remediesOf({ fix }: Pick<KnownReason, 'fix'>): { commands: string[]; sentences: string[] } {
  const isCommand = (line: string) => /^(aws|greenlight) /.test(line);
  return {
    commands: fix.filter(isCommand).map((line) => formatExample(line)),
    sentences: fix.filter((line) => !isCommand(line)),
  };
}

const examples: Readonly<Record<string, string>> = {
  cluster: 'prod-cluster',
  service: 'retail-ui',
  at: '',
  stage: 'POST_TEST_TRAFFIC_SHIFT',
};

/**
 * The text with example values for what is in braces. What only ECS's own words can fill in stays in `<…>`.
 *
 * @param mark - how a page shows such a part. Default: as it is
 * @example formatExample('The hook {hook} of {service}', (part) => `\`${part}\``) // 'The hook `<hook>` of retail-ui'
 */
export function formatExample(text: string, mark: (part: string) => string = (part) => part): string {
  return text.replace(/\{([a-zA-Z]+)\}/g, (_, name: string) => examples[name] ?? mark(`<${name}>`));
}

/** Said of a message whose words nobody has published. */
export const unpublishedWords =
  'AWS has not published these words; Greenlight recognizes the message by its key words.';

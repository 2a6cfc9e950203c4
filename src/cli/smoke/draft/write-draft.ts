import { Document, type Pair, type Scalar, visit } from 'yaml';
import type { Draft } from './draft.ts';

/** The draft as YAML, with comments on how to run it, which secrets it needs, and what was left out. */
export function writeDraft({ url, requests, secrets, notes }: Draft, from: string): string {
  const document = new Document({
    ...(secrets.size > 0 && {
      secrets: Object.fromEntries([...secrets.keys()].map((name) => [name, `ssm:/smoke/${name}`])),
    }),
    requests,
  });
  visit(document, {
    Pair(_, pair) {
      const { key } = pair as Pair<Scalar<string>>;
      const what = secrets.get(key?.value);
      const value = pair.value as Scalar | null;
      if (what !== undefined && value !== null && String(value?.value).startsWith('ssm:/smoke/')) {
        value.comment = ` ${oneComment(what)}`;
      }
    },
  });
  const lines = [
    'yaml-language-server: $schema=./node_modules/ecs-greenlight/schemas/smoke-suite.schema.json',
    `Drafted from ${from}. Read it, and add what a good answer has, before you rely on it.`,
    `Run it: greenlight smoke suite.yaml --url ${url ?? 'https://test.example.com'}${[...secrets.keys()].map((name) => ` --secret ${name}=env:${variableOf(name)}`).join('')}`,
    ...(secrets.size > 0
      ? [
          'Credentials were replaced by names: store the values in Parameter Store or Secrets Manager, and correct where they are.',
        ]
      : []),
    ...notes,
  ];
  const comment = lines.map((line) => `# ${oneComment(line)}\n`).join('');
  return `${comment}${document.toString({ lineWidth: 0 })}`;
}

function variableOf(name: string): string {
  return name.toUpperCase().replace(/\W/g, '_');
}

/** A line break would end the comment. */
function oneComment(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

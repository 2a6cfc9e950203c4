import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CollectionTag, parse, type ScalarTag } from 'yaml';
import { type Conditions, propertiesOf, type Template } from '../../template/resources.ts';

export type PolicyStatement = {
  Sid: string;
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
};

export type BucketPolicy = { Version: string; Statement: PolicyStatement[] };

const account = '123456789012';

/** The ARN of a role of the template, as it is called there. */
export function roleArn(name: string): string {
  return `arn:aws:iam::${account}:role/${name}`;
}

/** LedgerPolicy of template.yaml for this bucket, with the parameters of which these conditions are true. */
export function ledgerPolicy(bucket: string, conditions: Conditions): BucketPolicy {
  const file = fileURLToPath(new URL('../../../template.yaml', import.meta.url));
  const template = parse(readFileSync(file, 'utf8'), { customTags: intrinsics }) as Template;
  const { PolicyDocument } = propertiesOf(template, 'LedgerPolicy', conditions);
  const text = JSON.stringify(PolicyDocument)
    .replaceAll('<Ledger.Arn>', `arn:aws:s3:::${bucket}`)
    .replace(/<(\w+Role)\.Arn>/g, (_, name: string) => roleArn(name));
  return JSON.parse(text) as BucketPolicy;
}

const intrinsics: (ScalarTag | CollectionTag)[] = [
  ...['Ref', 'Condition'].map((name): ScalarTag => ({ tag: `!${name}`, resolve: (text) => ({ [name]: text }) })),
  ...['Sub', 'GetAtt'].map((name): ScalarTag => ({ tag: `!${name}`, resolve: (text) => ({ [`Fn::${name}`]: text }) })),
  ...['If', 'Equals', 'Not', 'And', 'Or', 'Select', 'Split'].map(
    (name): CollectionTag => ({
      ...{ tag: `!${name}`, collection: 'seq' },
      resolve: (list) => ({ [`Fn::${name}`]: list.toJSON() }),
    }),
  ),
];

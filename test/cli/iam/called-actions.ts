import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Actions with a different name in IAM and in the SDK. */
const otherNames: Readonly<Record<string, string>> = {
  's3:HeadObject': 's3:GetObject',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:ListObjectVersions': 's3:ListBucketVersions',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
  'lambda:Invoke': 'lambda:InvokeFunction',
};

const prefixes: Readonly<Record<string, string>> = {
  'cloudwatch-logs': 'logs',
  'elastic-load-balancing-v2': 'elasticloadbalancing',
  'secrets-manager': 'secretsmanager',
};

/** Code that calls AWS without the SDK, found by its text. */
const signedByHand: readonly [RegExp, string][] = [
  [/export function s3Reader\(/, 's3:GetObject'],
  [/export function s3Lister\(/, 's3:ListBucket'],
  [/export function s3Put\(/, 's3:PutObject'],
  [/export function s3Writer\(/, 's3:DeleteObject'],
  [/service: 'execute-api'/, 'execute-api:Invoke'],
  [/export function signedPost\(/, 'aps:QueryMetrics'],
  // What CloudWatch's PromQL needs in addition to GetMetricData.
  [/export function signedPost\(/, 'cloudwatch:ListMetrics'],
];

/**
 * The IAM actions behind every SDK command that a file or anything it imports names, in static and dynamic imports, and behind what is
 * signed by hand. Imports of types are left out. What is under `stop` is another program's: its imports are not followed.
 */
export function calledActions(file: string, stop: (path: string) => boolean = () => false): ReadonlySet<string> {
  const actions = new Set<string>();
  const seen = new Set<string>();
  const visit = (path: string) => {
    if (seen.has(path) || stop(path)) return;
    seen.add(path);
    const text = readFileSync(path, 'utf8').replace(/^import type .*?;$/gms, '');
    const call = (client: string, command: string) => {
      const action = `${prefixes[client] ?? client}:${command}`;
      actions.add(otherNames[action] ?? action);
    };
    for (const [, names = '', client = ''] of text.matchAll(
      /\{([^{}]*)\}\s*(?:from|=\s*await import\()\s*'@aws-sdk\/client-([\w-]+)'/g,
    )) {
      for (const [, command = ''] of names.matchAll(/(?<!type )\b([A-Z]\w+)Command\b/g)) call(client, command);
    }
    for (const [, name = '', client = ''] of text.matchAll(
      /const (\w+) = await import\('@aws-sdk\/client-([\w-]+)'\)/g,
    )) {
      for (const [, command = ''] of text.matchAll(
        new RegExp(`\\b${name}\\.(?:paginate)?([A-Z]\\w+?)(?:Command)?\\(`, 'g'),
      ))
        call(client, command);
    }
    for (const [mark, action] of signedByHand) if (mark.test(text)) actions.add(action);
    for (const [, specifier = ''] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g))
      visit(join(dirname(path), specifier));
  };
  visit(file);
  return actions;
}

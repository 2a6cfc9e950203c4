import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { functionNames } from '../../scripts/build.ts';
import { builtFunctions } from '../helpers/built-functions.ts';

/** What a cold start of a function reads: its entry, and every chunk that is imported statically. */
function eagerFiles(folder: string, file = 'index.mjs', seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(join(folder, file), 'utf8');
  for (const [, path = ''] of text.matchAll(/(?:from|import)\s*"(\.[^"]+)"/g)) {
    eagerFiles(folder, join(dirname(file), path), seen);
  }
  return seen;
}

function eagerText(folder: string): string {
  return [...eagerFiles(folder)].map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
}

describe('the bundles', () => {
  let built = '';
  beforeAll(async () => {
    built = await builtFunctions();
  }, 300_000);

  test.each([
    ['approval-hook', 78_400],
    ['gate-hook', 88_100],
    ['desk', 205_000],
  ])('of %s takes at most %i bytes to start', (name, most) => {
    expect(Buffer.byteLength(eagerText(join(built, name)))).toBeLessThanOrEqual(most);
  });

  test('of the desk takes at most 3000 bytes more to read the signing keys', () => {
    const folder = join(built, 'desk');
    const [reader = ''] = globSync('chunks/read-secret-*.mjs', { cwd: folder });
    const atStart = eagerFiles(folder);
    const more = [...eagerFiles(folder, reader)].filter((file) => !atStart.has(file));

    expect(more).toContain(reader);
    expect(Buffer.byteLength(more.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n'))).toBeLessThan(
      3000,
    );
  });

  test.each(functionNames)('of %s contains an S3 client only if it may read a suite', (name) => {
    const files = globSync('**/*.mjs', { cwd: join(built, name) });
    const texts = files.map((file) => readFileSync(join(built, name, file), 'utf8'));

    expect(texts.some((text) => text.includes('S3Client'))).toBe(['smoke-hook', 'gate-hook'].includes(name));
  });

  test.each(['views.open', 'response_action', 'private_metadata'])('of the desk loads %s only for Slack', (marker) => {
    expect(eagerText(join(built, 'desk'))).not.toContain(marker);
  });

  test.each([
    ['smoke', 'allowUnproved'],
    ['alarms', 'INSUFFICIENT_DATA'],
    ['approval', 'deadlineMinutes'],
  ])('of the gate loads %s only for a gate that names it', (name, marker) => {
    const single = { smoke: 'smoke-hook', alarms: 'alarm-hook', approval: 'approval-hook' }[name] ?? '';

    expect(eagerText(join(built, single))).toContain(marker);
    expect(eagerText(join(built, 'gate-hook'))).not.toContain(marker);
  });
});

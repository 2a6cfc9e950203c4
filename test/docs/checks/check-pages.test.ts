import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readHooks } from '../../../src/cli/attach/file/read-hooks-file.ts';
import { gateSchemas } from '../../../src/service-hooks/details-schemas.ts';
import { readHookConfiguration } from '../../../src/service-hooks/hook-configuration.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));

/** The page of each check, and the role that its permissions are of. */
const pages: Readonly<Record<string, { page: string; role: string }>> = {
  smoke: { page: 'smoke', role: 'SmokeHookRole' },
  alarms: { page: 'alarms', role: 'AlarmHookRole' },
  approval: { page: 'approval-rules', role: 'ApprovalHookRole' },
  browser: { page: 'browser', role: 'BrowserHookRole' },
  metrics: { page: 'metrics', role: 'GateHookRole' },
  load: { page: 'load', role: 'GateHookRole' },
  'http-gate': { page: 'http-gate', role: 'GateHookRole' },
  'change-window': { page: 'change-windows', role: 'GateHookRole' },
  'image-policy': { page: 'image-policy', role: 'GateHookRole' },
  'revision-diff': { page: 'revision-diff', role: 'GateHookRole' },
  'target-health': { page: 'target-health', role: 'GateHookRole' },
};
const sources = ['src/checks/**/*.ts', 'src/approval/**/*.ts', 'src/deployment/**/*.ts']
  .flatMap((pattern) => globSync(pattern, { cwd: project }))
  .map(read)
  .join('\n');

test('each check has a page', () => {
  expect(Object.keys(pages).toSorted()).toEqual([...Object.keys(gateSchemas), 'browser'].toSorted());
});

test.each(globSync('docs/guides/*.md', { cwd: project }))('%s begins with what one needs before', (guide) => {
  const [, ...paragraphs] = read(guide).split('\n\n');

  expect(paragraphs.slice(0, 2).filter((paragraph) => paragraph.startsWith('**Prerequisites:** '))).toHaveLength(1);
});

describe.each(Object.entries(pages))('the page of %s', (_name, { page, role }) => {
  const text = read(`docs/guides/${page}.md`);
  const sections = new Map(text.split(/^## /m).map((section) => [section.split('\n', 1)[0] ?? '', section]));
  const section = (title: string) => sections.get(title) ?? '';

  test('has the sections that all of them have, in the same order', () => {
    const wanted = ['Instead of this script', 'What it decides', 'Keys', 'Permissions', 'Limits', 'Messages'];

    expect([...sections.keys()].filter((title) => wanted.includes(title))).toEqual(wanted);
  });

  test('has hooks instead of a script, which attach accepts', async () => {
    expect(section('Instead of this script')).toMatch(/^```bash(?: aws)?\n#!/m);
    const [, yaml = ''] = /^```yaml\n(.*?)^```$/ms.exec(section('Instead of this script')) ?? [];
    const hooks = readHooks(yaml, 'hooks.yaml');

    expect(hooks).toHaveLength(1);
    for (const { target, details = {} } of hooks) {
      const kind = typeof target === 'object' && 'kind' in target ? target.kind : 'gate';
      expect(await readHookConfiguration(kind, details, {})).toMatchObject({ problem: undefined });
    }
  });

  test('names permissions that its role has', () => {
    const template = read(role === 'BrowserHookRole' ? 'browser/template.yaml' : 'template.yaml');
    const [, statements = ''] = new RegExp(`^  ${role}:\\n(.*?)(?=^  \\w+:\\n|^\\w)`, 'ms').exec(template) ?? [];
    const named = [...section('Permissions').matchAll(/^\| `(\w+:\w+)`/gm)].map(([, action = '']) => action);

    expect(section('Permissions')).toContain(`\`${role}\``);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((action) => !statements.includes(action))).toEqual([]);
  });

  test('quotes messages that the code has', () => {
    const quoted = [...section('Messages').matchAll(/^\| `([^`]+)` \|/gm)].map(([, message = '']) => message);
    const parts = quoted.flatMap((message) => message.split('…')).filter((part) => part.trim().length > 3);

    expect(quoted.length).toBeGreaterThan(3);
    expect(parts.filter((part) => !sources.includes(part))).toEqual([]);
  });
});

function read(path: string): string {
  return readFileSync(join(project, path), 'utf8');
}

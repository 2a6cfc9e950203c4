import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/guides/logs-and-metrics.md'), 'utf8');

/** The sources of the functions, each with its path. */
const sources = globSync('src/**/*.ts', { cwd: root })
  .filter((path) => !/^src\/(cli|sandbox|controller|simulate)\//.test(path))
  .map((path) => [path, readFileSync(join(root, path), 'utf8')] as const);

/** The page's rows of three or four cells, without their marks. */
const rows = [...page.matchAll(/^\| (.+) \|$/gm)].map(([, row = '']) => row.split(/ ?\| ?/));

type Call = { level: string; message: string; rest: string };

/** Every line that a source writes: `the desk …` of a template, and `…` of a message that comes from elsewhere. */
function callsIn(text: string): Call[] {
  return [...text.matchAll(/logger\.(debug|info|warn|error)\(\s*('[^']*'|`[^`]*`|[\w.]+),/g)].map((found) => {
    const [all, level = '', given = ''] = found;
    const before = text.slice(0, found.index);
    const constant = before.slice(before.lastIndexOf(`const ${given} =`)).match(/^const \w+ = (.*);$/m)?.[1];
    const rest = text.slice(found.index + all.length, text.indexOf(');', found.index));
    return { level, message: literal(constant ?? given), rest };
  });
}

function literal(code: string): string {
  return /^['`]/.test(code) ? code.slice(1, -1).replaceAll(/\$\{[^}]*\}/g, '…') : '…';
}

describe('the page about logs and metrics', () => {
  test('has every line of the functions, and no other', () => {
    const written = sources.flatMap(([, text]) => callsIn(text)).map(({ level, message }) => `${level} ${message}`);
    const listed = rows
      .filter(([level = '']) => /^(debug|info|warn|error)$/.test(level))
      .map(([level, message = '']) => `${level} ${message.replaceAll('`', '')}`);

    expect(written.length).toBeGreaterThan(50);
    expect([...new Set(listed)].sort()).toEqual([...new Set(written)].sort());
  });

  test('has every metric with its unit, and no other', () => {
    const metrics = sources.flatMap(([, text]) =>
      [...text.matchAll(/(\w+): \{ value[^}]*unit: '(\w+)' \}/g)].map(([, name, unit]) => `${name} ${unit}`),
    );
    const listed = rows.filter(([, unit = '']) => /^(Count|Milliseconds|Seconds)$/.test(unit));

    expect(metrics.length).toBeGreaterThan(10);
    expect(listed.map(([name = '', unit]) => `${name.replaceAll('`', '')} ${unit}`).sort()).toEqual(metrics.sort());
  });

  test('gives each key of a line a type, and says nothing of keys that no line has', () => {
    const isType = /^(string|number|boolean|array of strings)$/;
    const typed = rows.filter(([, type = '']) => isType.test(type)).flatMap(([names = '']) => namesIn(names));
    const named = rows.filter(([level = '']) => /^(info|warn|error)$/.test(level)).flatMap((row) => namesIn(row[2]));
    const logged = sources.flatMap(([, text]) => callsIn(text)).flatMap(({ rest }) => keysIn(rest));

    expect(logged).toEqual(expect.arrayContaining(['error', 'route', 'ageSeconds']));
    expect([...new Set([...named, ...logged])].filter((key) => !typed.includes(key))).toEqual([]);
    expect(typed.filter((key) => !named.includes(key))).toEqual([]);
  });

  test('is right that a line never has a key that Powertools keeps to itself', () => {
    const reserved = ['service', 'message', 'level', 'timestamp'];
    const wrong = sources.flatMap(([path, text]) =>
      callsIn(text).flatMap(({ rest }) => (keysIn(rest).some((key) => reserved.includes(key)) ? [path] : [])),
    );

    expect(wrong).toEqual([]);
  });
});

/** What is in backticks and can be a key; a message has spaces. */
function namesIn(cell = ''): string[] {
  return [...cell.matchAll(/`([A-Za-z]+)`/g)].map(([, name = '']) => name);
}

/** The keys of an object that is written in the call itself. */
function keysIn(rest: string): string[] {
  const code = rest.replaceAll(/'[^']*'|`[^`]*`/g, '0');
  return [...code.matchAll(/(?<=[{,]\s*)([A-Za-z]+)(?=:|,|\s*\})/g)].map(([, key = '']) => key);
}

import { readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { serve } from '../../src/sandbox/servers/serve.ts';
import { newFolder } from '../sandbox/sandbox-fixture.ts';
import { lastObject, runDemo, runDemoProcess } from './run-demo.ts';

const undoing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undoing.splice(0).reverse()) await undo();
});

describe('greenlight demo --play', { timeout: 60_000 }, () => {
  test('ends with its JSON object if a port is in use, and leaves no folder behind', async () => {
    const occupant = await serve(createServer(), { port: 0 });
    undoing.push(occupant.stop);

    const temporary = await newFolder();
    undoing.push(temporary.remove);

    const flags = ['--play', 'approve', '--dashboard-port', String(occupant.port)];
    const run = await runDemoProcess(flags, { TMPDIR: temporary.folder });

    const problem = `port ${occupant.port} is in use; stop the process that listens there or pass --dashboard-port <n>`;
    expect(run.code).toBe(2);
    expect(lastObject(run)).toMatchObject({ story: 'approve', ok: false, problems: [problem], deployment: null });
    expect(run.lines.join('\n')).not.toContain('its files are kept');
    // Node keeps what it has compiled there.
    expect((await readdir(temporary.folder)).filter((name) => name !== 'node-compile-cache')).toEqual([]);
  });

  test('ends with its JSON object when its folder cannot be used', async () => {
    const run = await runDemo(['--play', 'reject', '--folder', 'README.md']);

    expect(run.code).toBe(2);
    expect(lastObject(run)).toMatchObject({
      story: 'reject',
      ok: false,
      problems: [
        expect.stringMatching(/^the folder README\.md cannot be used \(.*README\.md is a file\); pass --folder/),
      ],
    });
  });

  test('refuses a clock with which it would not end in time', async () => {
    const run = await runDemo(['--play', 'approve', '--speed', '1']);

    expect(run.code).toBe(2);
    expect(run).toMatchObject({ lines: [''] });
    expect(run.stderr).toBe(
      'greenlight demo: at --speed 1 the story would not end within its two minutes\n  next: pass --speed 3 or more\n',
    );
  });

  test('refuses a listener that its strategy does not use, and an unknown one', async () => {
    const rolling = await runDemo(['--play', 'approve', '--strategy', 'rolling', '--listener', 'shadowed']);
    const unmeasured = await runDemo(['--play', 'metrics-fail', '--listener', 'nlb']);
    const unknown = await runDemo(['--listener', 'broken']);

    expect(rolling.code).toBe(2);
    expect(rolling).toMatchObject({ lines: [''] });
    expect(rolling.stderr).toBe(
      'greenlight demo: --listener shadowed shows nothing in a rolling deployment, which uses no test rule\n  next: leave out one of the two flags\n',
    );
    expect(unmeasured.stderr).toBe(
      'greenlight demo: metrics-fail compares metrics of requests, and a Network Load Balancer counts connections\n  next: leave out --listener\n',
    );
    expect([unmeasured.code, unknown.code]).toEqual([2, 2]);
    expect(unknown.stderr).toContain('own, header, shadowed, two, shared, nlb, service-connect');
  });

  test('refuses a story that is not possible with its strategy', async () => {
    const run = await runDemo(['--play', 'smoke-fails', '--strategy', 'rolling']);

    expect(run.code).toBe(2);
    expect(run).toMatchObject({ lines: [''] });
    expect(run.stderr).toBe(
      'greenlight demo: smoke-fails needs hooks that check the new version, and a rolling deployment calls none\n  next: leave out --strategy\n',
    );
  });
});

describe('greenlight demo --play clicks', { timeout: 60_000 }, () => {
  test.each([
    [['--strategy', 'canary'], 'leave out --strategy'],
    [['--listener', 'two'], 'leave out --listener'],
    [['--speed', '2'], 'pass --speed 8 or more'],
  ])('refuses %j as misuse, and says what to do', async (flags, next) => {
    const { code, lines, stderr } = await runDemo(['--play', 'clicks', ...flags]);

    expect({ code, lines }).toEqual({ code: 2, lines: [''] });
    expect(stderr).toContain(`\n  next: ${next}\n`);
  });

  test('says what to do if no Chromium can be started', async () => {
    const { code, stderr } = await runDemo(['--play', 'clicks'], { CHROME_PATH: '/no/such/chromium' });

    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^greenlight demo: .*\/no\/such\/chromium[\s\S]*\n {2}next: set CHROME_PATH to a Chromium or Chrome\n$/,
    );
  });
});

describe('greenlight demo', { timeout: 60_000 }, () => {
  test.each([
    [
      'README.md',
      /^greenlight demo: the folder README\.md cannot be used \(.*README\.md is a file\)\n {2}next: pass --folder <other>$/,
    ],
    ['README.md/inside', /^greenlight demo: the folder README\.md\/inside cannot be used \(.*README\.md is a file\)/],
    ['/proc/nope', /^greenlight demo: the folder \/proc\/nope cannot be used \(.*\)\n {2}next: pass --folder <other>$/],
    ['', /^greenlight demo: --folder cannot be an empty string\n {2}next: write a value, or leave it out$/],
  ])('says why the folder "%s" cannot be used', async (folder, message) => {
    const { code, stderr } = await runDemo(['--folder', folder, ...anyPort]);

    expect(code).toBe(2);
    expect(stderr.trimEnd()).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  });

  test.each([
    ['service.json', 'null', /service\.json does not hold a service\n {2}next: remove it to start again$/],
    ['service.json', '', /service\.json is not valid JSON\n {2}next: remove it to start again$/],
    [
      'signing-key.json',
      '',
      /signing-key\.json: the signing key cannot be used: .*\n {2}next: .* or remove it to get a new one/,
    ],
  ])('names a %s that holds "%s", and what to do', async (file, content, message) => {
    const { folder, remove } = await newFolder();
    undoing.push(remove);
    await writeFile(join(folder, file), content);

    const { code, stderr } = await runDemo(['--folder', folder, ...anyPort]);

    expect(code).toBe(2);
    expect(stderr.trimEnd()).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  });

  test('names flags in the form for npm if npm started it', async () => {
    const { folder, remove } = await newFolder();
    undoing.push(remove);
    const occupant = await serve(createServer(), { port: 0 });
    undoing.push(occupant.stop);
    const npm = { npm_lifecycle_event: 'demo' };

    const taken = await runDemo(['--folder', folder, ...anyPort, '--test-port', String(occupant.port)], npm);
    const wrong = await runDemo(['--dashboard-port', 'many'], npm);
    const help = await runDemo(['--help'], npm);

    expect(taken.stderr).toBe(
      `greenlight demo: port ${occupant.port} is in use\n  next: stop the process that listens there or run npm run demo -- --test-port <n>\n`,
    );
    expect(wrong.stderr).toContain('--dashboard-port: "many" is not a number from 0 to 65535');
    expect(wrong.stderr).toContain('write for example: npm run demo -- --play approve --speed 60');
    expect(help.lines.join('\n')).toContain('npm run demo -- --play approve');
  });

  test('says in its help at which speed it plays', async () => {
    const { lines } = await runDemo(['--help']);

    expect(lines.join(' ').replace(/\s+/g, ' ')).toContain('(default: 20; with --play 30)');
  });
});

const anyPort = ['--production-port', '0', '--test-port', '0', '--dashboard-port', '0', '--desk-port', '0'];

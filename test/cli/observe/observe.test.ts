import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { switchReadings } from '../../../src/cli/profile/switch-readings.ts';
import { runCli, runCliProcess } from '../run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'observe-'));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const observe = (...words: readonly string[]) => runCli(['observe', '--local', '--folder', folder, ...words]);

describe('greenlight observe --local', () => {
  test('finds out how the controller behaves, and writes report and profile', async () => {
    const around = ['--switch', 'rollingHooks=around-scale-up'];

    const { code, stdout, stderr } = await observe('--only', 'rolling', '--only', 'pause', ...around);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('  rollingHooks = around-scale-up\n');
    expect(stdout).toContain(`3 of ${Object.keys(switchReadings).length} switches observed.`);
    expect(JSON.parse(read('profile.json'))).toEqual({
      schemaVersion: 1,
      observedAt: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      observedOn: 'controller',
      switches: {
        pauseEvents: 'sent',
        refusedAnswer: 'InvalidParameterException',
        rollingHooks: 'around-scale-up',
      },
    });
    expect(read('report.md')).toMatch(
      /^## Different from what Greenlight assumes\n\n.*\n.*\n\| `rollingHooks`: .* \| `around-scale-up` \| `pre-scale-up` \|\n\n## /m,
    );
    expect(read('report.md')).toMatch(
      /^## Traffic and stages\n\n- \*\*At which stages .*\*\* `around-scale-up`, not `pre-scale-up` as assumed \(`rollingHooks`\)\n {2}- called at PRE_SCALE_UP, POST_SCALE_UP\n {2}- the deployment ended as SUCCESSFUL$/m,
    );
    expect(read('report.md')).toMatch(/^- \*\*Do the events .*\*\* `sent`, as assumed \(`pauseEvents`\)$/m);
    expect(read('report.md')).toMatch(/`executionId`: .* \| its experiment was not run \|/);
  });

  test('continues where it stopped', async () => {
    const { code, stdout } = await observe('--only', 'rolling', '--only', 'alarm', '--resume');

    expect(code).toBe(0);
    expect(stdout).toContain('alarmBeforeStart = rollback');
    expect(stdout).not.toContain('rollingHooks =');
    expect(JSON.parse(read('profile.json')).switches).toMatchObject({
      rollingHooks: 'around-scale-up',
      alarmBeforeStart: 'rollback',
    });
  });

  test('writes nothing about the account', () => {
    for (const file of ['report.md', 'report.json', 'profile.json'])
      expect(read(file)).not.toMatch(/arn:|\d{12}|my-cluster|us-west-2/);
  });

  test('prints the profile with -o json, and nothing else', async () => {
    const { stdout } = await observe('--only', 'rolling', '-o', 'json');

    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, switches: { rollingHooks: 'pre-scale-up' } });
  });

  test.each([
    [['--only', 'weather'], 'there is no experiment "weather"\n  next: write one of polls, '],
    [['--switch', 'rollingHooks=never'], 'rollingHooks cannot be "never"\n  next: write '],
  ])('%j ends with 2 and says what to write', async (words, said) => {
    const { code, stderr } = await observe(...words);

    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });

  test('is interrupted by Ctrl-C, and keeps what it has', async () => {
    const { code, stderr } = await runCliProcess(['observe', '--local', '--folder', folder], {
      onOutput: (text, child) => {
        if (text.includes('executionId =')) child.kill('SIGINT');
      },
    });

    expect(code).toBe(1);
    expect(stderr).toContain('greenlight observe: everything is put back; --resume continues\n');
    expect(JSON.parse(read('profile.json')).switches).toMatchObject({ executionId: 'per-call' });
  });

  test.each([
    ['', '--folder cannot be an empty string\n  next: write a value, or leave it out'],
    [' ', '--folder is empty\n  next: pass --folder <folder>, or leave it out'],
  ])('refuses %j as the folder before the first experiment', async (empty, why) => {
    const { code, stdout, stderr } = await runCli(['observe', '--local', '--folder', empty]);

    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(`greenlight observe: ${why}\n`);
  });

  test('says before the first experiment that the folder cannot be written to', async () => {
    writeFileSync(join(folder, 'a-file'), '');

    for (const wrong of ['a-file', 'a-file/below']) {
      const { code, stdout, stderr } = await runCli(['observe', '--local', '--folder', join(folder, wrong)]);

      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(
        /a-file(\/below)? cannot be written to: a part of its path is not a folder\n {2}next: pass --folder/,
      );
    }
  });

  test('does not clean up an account if it is about the local controller', async () => {
    const { code, stderr } = await runCli(['observe', '--local', '--clean-up']);

    expect(code).toBe(2);
    expect(stderr).toMatch(/--clean-up is for an account.*\n {2}next: leave out --local to clean up in the account/);
  });

  test('says so of a place in which nobody can make a folder, instead of trying forever', async () => {
    const { code, stdout, stderr } = await runCli(['observe', '--local', '--folder', '/proc/greenlight']);

    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/\/proc\/greenlight cannot be written to: .*\n {2}next: pass --folder/);
  });

  test('does not replace what a run in an account has observed, and asks AWS nothing', async () => {
    const kept = '{"observedOn": "aws"}';
    writeFileSync(join(folder, 'report.json'), kept);

    const again = await runCli(['observe', '--yes', '--folder', folder]);
    const local = await observe('--only', 'pause');

    expect([again.code, local.code]).toEqual([2, 2]);
    const refused = /report\.json already holds the observations of an earlier run in an account\n {2}next: pass /;
    expect(again.stderr).toMatch(new RegExp(`${refused.source}--resume to continue it, or --folder <folder>`));
    expect(local.stderr).toMatch(new RegExp(`${refused.source}--folder <folder>`));
    expect(read('report.json')).toBe(kept);
  });

  test('keeps a report.json that it did not write', async () => {
    for (const content of ['{}', 'cut off']) {
      writeFileSync(join(folder, 'report.json'), content);

      expect((await observe('--only', 'pause')).code).toBe(2);
      expect(read('report.json')).toBe(content);
    }
  });

  test('replaces what a run on this computer has observed, which takes seconds to repeat', async () => {
    writeFileSync(join(folder, 'report.json'), '{"observedOn": "controller"}');

    const { stderr } = await runCli(['observe', '--folder', folder, '--region', 'eu-central-1', '--profile', 'gone']);
    const { code } = await observe('--only', 'pause');

    expect(stderr).toContain('gone');
    expect(stderr).not.toContain('already holds');
    expect(code).toBe(0);
    expect(JSON.parse(read('report.json'))).toMatchObject({
      observedOn: 'controller',
      experiments: [{ name: 'pause' }],
    });
  });

  test('--resume needs a report of the same kind', async () => {
    writeFileSync(join(folder, 'report.json'), '{"version": "0.0.1"}');

    const { code, stderr } = await observe('--resume');

    expect(code).toBe(2);
    expect(stderr).toMatch(
      /cannot be continued: it is of another version .*\n {2}next: leave out --resume, and pass --folder <folder>/,
    );
  });
});

describe('--profile of greenlight simulate', () => {
  const profile = join(folder, 'around.json');
  const simulate = (...words: readonly string[]) =>
    runCli(['simulate', '--profile', profile, '--strategy', 'rolling', '--pause', 'POST_SCALE_UP=continue', ...words]);
  const write = (switches: object) => writeFileSync(profile, JSON.stringify({ schemaVersion: 1, switches }));

  test('replaces the assumptions about ECS', async () => {
    write({ rollingHooks: 'around-scale-up' });

    expect((await simulate()).stdout).toContain('POST_SCALE_UP');
  });

  test('gives way to --switch', async () => {
    write({ rollingHooks: 'around-scale-up' });

    expect((await simulate('--switch', 'rollingHooks=pre-scale-up')).stdout).not.toMatch(/POST_SCALE_UP\s+done/);
  });

  test('says which readings a switch has, and which switches there are', async () => {
    write({ rollingHooks: 'never' });
    expect((await simulate()).stderr).toContain('\n  next: write pre-scale-up or around-scale-up');

    write({ weather: 'fine' });
    expect((await simulate()).stderr).toContain('\n  next: write one of executionId, ');
  });

  test.each(['simulate', 'demo', 'dev'])('%s names a file that does not exist', async (command) => {
    const { stderr } = await runCli([command, '--profile', '/no/such.json']);

    expect(stderr).toContain('--profile /no/such.json: there is no such file\n  next: write the path of ');
  });
});

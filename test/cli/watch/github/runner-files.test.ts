import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { appendSummary, findRunnerFiles, writeOutputs } from '../../../../src/cli/watch/github/runner-files.ts';
import { readOutputs } from '../../../action/simulated-runner.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'greenlight-files-'));
  return () => rm(folder, { recursive: true, force: true });
});
const place = (name: string) => join(folder, name);

describe('the files of a runner', () => {
  test.each(['GITHUB_STEP_SUMMARY', 'GITHUB_OUTPUT'])('are not found without %s, which is named', async (name) => {
    const env = { GITHUB_STEP_SUMMARY: place('summary'), GITHUB_OUTPUT: place('output'), [name]: '' };

    await expect(findRunnerFiles(env)).rejects.toThrow(`${name} is not set, and -o github writes to the file`);
  });

  test('are refused if they cannot be written', async () => {
    const env = { GITHUB_STEP_SUMMARY: place('no/such/folder'), GITHUB_OUTPUT: place('output') };

    await expect(findRunnerFiles(env)).rejects.toThrow('the file that GITHUB_STEP_SUMMARY names cannot be written');
  });
});

describe('a summary', () => {
  const mebibyte = 1024 * 1024;

  test('comes after that of an earlier command of the step', async () => {
    await writeFile(place('summary'), 'first\n');
    await appendSummary(place('summary'), ['second', 'third']);

    expect(await readFile(place('summary'), 'utf8')).toBe('first\nsecond\nthird\n');
  });

  test.each([
    [0, 20],
    [mebibyte - 200, 3],
    [mebibyte - 10, 3],
  ])('is cut off before 1 MiB, with %i bytes there already', async (before, lines) => {
    await writeFile(place('summary'), 'x'.repeat(before));
    await appendSummary(place('summary'), [...Array(lines).fill('é'.repeat(50)), 'é'.repeat(mebibyte / 2)]);
    const text = await readFile(place('summary'), 'utf8');

    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(mebibyte);
    expect(text.endsWith('The summary is cut off here: GitHub takes 1 MiB.*\n')).toBe(before < mebibyte - 10);
  });
});

test('no output can set another', async () => {
  const outputs = { end: 'missed', status: 'a\nend=reached\nstatus<<x\nb\nx', deployment: '' };
  await writeOutputs(place('output'), outputs);

  expect(readOutputs(await readFile(place('output'), 'utf8'))).toEqual(outputs);
});

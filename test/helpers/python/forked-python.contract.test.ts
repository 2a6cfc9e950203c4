import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { ensureTool } from '../../../scripts/python-tools.ts';
import { obtain } from '../obtain.ts';
import { forkedPython } from './forked-python.ts';

const tool = await obtain('the AWS CLI', () => ensureTool('awscli'));

describe.skipIf(tool === undefined)('a fork of Python ends as Python does', () => {
  const env = { PATH: process.env['PATH'] };
  const python = tool?.bin('python') ?? '';

  test.each([
    ['that prints', 'print("printed")'],
    ['that exits with a code', 'import sys; sys.exit(3)'],
    ['that exits with none', 'import sys; sys.exit()'],
    ['that exits with a code below zero', 'import sys; sys.exit(-1)'],
    ['that exits with a message', 'import sys; sys.exit("no such file")'],
    ['that exits with an empty message', 'import sys; sys.exit("")'],
    ['that fails', 'raise SyntaxError("wrong")'],
    ['that has something to do at its end', 'import atexit; atexit.register(print, "last"); print("first")'],
    ['whose thread still runs', 'from threading import Timer; Timer(0.05, print, ["late"]).start()'],
  ])('after a program %s', async (_, program) => {
    const forked = await forkedPython(python, [], env)(['-c', program], { cwd: tmpdir(), env });
    const { status, stdout, stderr } = spawnSync(python, ['-c', program], { cwd: tmpdir(), env, encoding: 'utf8' });

    // A traceback names the frames of the fork first.
    const last = (text: string) => text.split('\n').slice(-2);
    expect({ ...forked, stderr: last(forked.stderr) }).toEqual({ code: status, stdout, stderr: last(stderr) });
  });
});

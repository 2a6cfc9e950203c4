import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { functionNames } from '../../scripts/build.ts';

const sizes = fileURLToPath(new URL('../../bench/sizes.ts', import.meta.url));

test('bench/sizes.ts measures every function with every memory', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [sizes, '--rounds', '1']);

  const rows = stdout
    .trim()
    .split('\n')
    .slice(2)
    .map((line) => line.split('\t'));
  expect(rows.map(([name, megabytes]) => `${name} ${megabytes}`)).toEqual(
    functionNames.flatMap((name) => [128, 256, 512, 1024].map((megabytes) => `${name} ${megabytes}`)),
  );
  for (const [, , ...numbers] of rows) for (const one of numbers) expect(Number(one)).toBeGreaterThan(0);
});

test('bench/sizes.ts refuses an invalid number of rounds', async () => {
  const run = promisify(execFile)(process.execPath, [sizes, '--rounds', 'few']);

  await expect(run).rejects.toThrow('--rounds is few; write a whole number from 1');
});

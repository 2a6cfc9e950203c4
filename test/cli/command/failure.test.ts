import { PassThrough } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { CliError } from '../../../src/cli/command/cli-error.ts';
import { failureOf, renderFailure } from '../../../src/cli/command/failure.ts';

describe('failureOf', () => {
  test.each([
    ['port 8080 is in use; pass --test-port <n>', 'port 8080 is in use', 'pass --test-port <n>'],
    ['x is a folder; write the module in it: x/index.mjs', 'x is a folder', 'write the module in it: x/index.mjs'],
    ['it says "a; b"', 'it says "a; b"', undefined],
    ['', '', undefined],
  ])('of %j takes what to do apart', (text, message, next) => {
    expect(failureOf(new Error(text))).toMatchObject({ message, ...(next !== undefined && { next }) });
  });

  test('of an error of the commands has its remedy', () => {
    expect(failureOf(new CliError('no', { next: 'yes' }))).toMatchObject({ message: 'no', next: 'yes' });
  });
});

describe('renderFailure', () => {
  const failure = {
    message: 'there is no service prod-cluster/retail-ui in eu-central-1, or not any more',
    next: 'aws ecs list-services --cluster prod-cluster --region eu-central-1 --profile production',
  };

  test('has a line for each part where nothing is cut', () => {
    expect(renderFailure('greenlight status', failure)).toBe(
      `greenlight status: ${failure.message}\n  next: ${failure.next}\n`,
    );
  });

  test('fits into a terminal, and its command can be pasted', () => {
    vi.spyOn(process, 'stderr', 'get').mockReturnValue(
      Object.assign(new PassThrough(), { isTTY: true, columns: 80, getColorDepth: () => 1 }) as never,
    );

    expect(
      renderFailure('greenlight status', failure),
    ).toBe(`greenlight status: there is no service prod-cluster/retail-ui in eu-central-1,
  or not any more
  next: aws ecs list-services --cluster prod-cluster --region eu-central-1 \\
      --profile production
`);
  });
});

import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { wrapAdvice, wrapCommand } from '../../../src/cli/terminal/wrap-command.ts';

const command = `aws ecs update-service --cluster prod-cluster --service retail-ui --configuration '{"a": "b  c"}' --yes`;

describe('wrapCommand', () => {
  test('leaves a command alone that fits', () => {
    expect(wrapCommand(command, 200)).toEqual([command]);
  });

  test('breaks between flags, which keep their values', () => {
    expect(wrapCommand(command, 48)).toEqual([
      'aws ecs update-service --cluster prod-cluster \\',
      '  --service retail-ui \\',
      `  --configuration '{"a": "b  c"}' --yes`,
    ]);
  });

  test.each([20, 40, 60, 80])('a shell reads the lines of %d characters as the same words', (width) => {
    const wordsOf = (lines: readonly string[]) =>
      execFileSync('sh', ['-c', `printf '%s\\n' ${lines.join('\n')}`], { encoding: 'utf8' });

    expect(wordsOf(wrapCommand(command, width))).toBe(wordsOf([command]));
  });
});

describe('wrapAdvice', () => {
  test.each([
    [
      'a command',
      'aws ecs list-services --cluster prod --region eu-west-1',
      ['aws ecs list-services \\', '  --cluster prod \\', '  --region eu-west-1'],
    ],
    [
      'a sentence',
      'write the path of a file, or the name of a service',
      ['write the path of a file,', 'or the name of a service'],
    ],
    [
      'a sentence with a command',
      'aws ecs list-clusters --region x shows the clusters',
      ['aws ecs list-clusters', '--region x shows the', 'clusters'],
    ],
  ])('wraps %s', (_what, text, lines) => {
    expect(wrapAdvice(text, 25)).toEqual(lines);
  });
});

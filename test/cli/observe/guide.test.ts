import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { impossibleInAws } from '../../../src/cli/observe/aws/aws-bench.ts';
import { experiments } from '../../../src/cli/observe/experiments/experiments.ts';
import { formatRunPlan } from '../../../src/cli/observe/report/format-plan.ts';
import { whyImpossible } from '../../../src/cli/observe/run-experiment.ts';
import { runCli } from '../run-cli.ts';

const guide = readFileSync(new URL('../../../docs/guides/observe.md', import.meta.url), 'utf8');
const rows = [...guide.matchAll(/^\| `([a-z-]+)` \| (\d+) \| .* \| (.*) \|$/gm)].map(
  ([, name = '', minutes = '', answers = '']) => ({ name, minutes: Number(minutes), answers }),
);
const possible = experiments.filter((each) => whyImpossible(each, impossibleInAws) === undefined);
const hours = Math.ceil(possible.reduce((sum, { minutes }) => sum + minutes, 0) / 60);
const inWords = ['no', 'one', 'two', 'three', 'four', 'five', 'six'][hours];

describe('the guide', () => {
  test('has every experiment with its minutes', () => {
    expect(rows.map(({ name, minutes }) => ({ name, minutes }))).toEqual(
      expect.arrayContaining(experiments.map(({ name, minutes }) => ({ name, minutes }))),
    );
    expect(rows).toHaveLength(experiments.length);
  });

  test.each(experiments.map(({ name, decides }) => [name, decides] as const))(
    'names what %s decides',
    (name, decides) => {
      const answers = rows.find((row) => row.name === name)?.answers ?? '';

      expect(answers.match(/`\w+`/g) ?? []).toEqual(expect.arrayContaining(decides.map((each) => `\`${each}\``)));
    },
  );

  test('and the help say how long all of them take together', async () => {
    const { stdout } = await runCli(['observe', '--help']);

    expect(guide).toContain(`| time | about ${inWords} hours.`);
    expect(stdout).toContain(`about ${inWords} hours`);
  });
});

test('the plan counts what is run, and names what only that creates', () => {
  const plan = formatRunPlan({ cluster: 'demo', service: 'shop' }, 'eu-west-1', experiments);
  const some = formatRunPlan(
    { cluster: 'demo', service: 'shop' },
    'eu-west-1',
    experiments.filter(({ name }) => name === 'polls' || name === 'lost-answer'),
  );

  expect(plan).toMatch(new RegExp(`^${possible.length} experiments\\. This\n`));
  expect(plan).not.toContain('lost-answer');
  expect(some).toMatch(/^1 experiment\. This\n/);
  expect(some).toContain('takes about 9 min and costs about $0.01');
  expect(some).toContain('in minutes: polls 4.');
  for (const made of ['greenlight-observe-service', 'shop-observed-', 'task definition']) {
    expect(plan.replaceAll(/\s+/g, ' ')).toContain(made);
    expect(some.replaceAll(/\s+/g, ' ')).not.toContain(made);
  }
});

import { expect, test } from 'vitest';
import { advance } from '../../../../src/cli/simulate/show/advance.ts';
import { deploymentTree } from '../../../../src/cli/simulate/show/simulate-tree.ts';
import { simulateDeployment } from '../../../../src/testing.ts';

test('between two events only what is running becomes older', async () => {
  const shown: string[] = [];
  await simulateDeployment({
    strategy: 'BLUE_GREEN',
    hooks: [{ pause: { action: 'CONTINUE', afterMinutes: 1 }, at: 'POST_SCALE_UP' }],
    onEvent: ({ type }, soFar) => {
      if (type !== 'hook-awaiting') return;
      const before = deploymentTree(soFar);
      const after = deploymentTree(advance(soFar, 20));
      const stagesOf = ({ nodes }: typeof before) => nodes.filter(({ state }) => state !== 'pending');
      shown.push(...[before, after].flatMap((tree) => stagesOf(tree).map(({ name, time }) => `${name} ${time}`)));
      shown.push(...[before, after].map(({ heading }) => heading.split(/ {3}/)[2] ?? ''));
    },
  });

  expect(shown).toEqual([
    ...['PRE_SCALE_UP 0s', 'SCALE_UP 30s', 'POST_SCALE_UP 0s'],
    ...['PRE_SCALE_UP 0s', 'SCALE_UP 30s', 'POST_SCALE_UP 20s'],
    ...['IN_PROGRESS 30s', 'IN_PROGRESS 50s'],
  ]);
});

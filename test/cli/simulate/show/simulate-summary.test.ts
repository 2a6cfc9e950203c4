import { expect, test } from 'vitest';
import { formatSummary } from '../../../../src/cli/simulate/show/simulate-summary.ts';
import { simulateDeployment } from '../../../../src/simulate/simulate-deployment.ts';

const facts = { seconds: 1, report: undefined, record: undefined, columns: 80 };

test('a simulation that rolled back names the card of what ECS says', async () => {
  const handler = () => ({ hookStatus: 'FAILED' });
  const failed = await simulateDeployment({ strategy: 'BLUE_GREEN', hooks: [{ handler, at: 'PRE_SCALE_UP' }] });
  const passed = await simulateDeployment({ strategy: 'BLUE_GREEN' });

  expect(formatSummary(failed, facts)).toContain('\n  Read more docs/troubleshooting.md#hook-failed\n');
  expect(formatSummary(passed, facts)).not.toContain('Read more');
});

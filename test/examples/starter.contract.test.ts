import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { obtain } from '../helpers/obtain.ts';
import { project, templateTools } from '../template/tools.ts';

const tools = await obtain('cfn-lint', templateTools);

describe.skipIf(tools === undefined)('the SAM templates that greenlight init check writes', () => {
  test('pass cfn-lint', async () => {
    const templates = globSync('examples/starter/checks/*/sam.yaml', { cwd: project });

    expect(templates.length).toBeGreaterThan(3);
    expect(await tools?.cfnLint(['--regions', 'us-east-1', '--', ...templates])).toEqual({ code: 0, output: '' });
  });
});

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { GreenlightProps } from '../../src/cdk.ts';
import { obtain } from '../helpers/obtain.ts';
import { templateTools } from '../template/tools.ts';
import { everything } from './everything.ts';
import { useCdk } from './load-cdk.ts';

const tools = await obtain('cfn-lint', templateTools);

describe.skipIf(tools === undefined)('cfn-lint, which carries out the transform of SAM first', () => {
  const load = useCdk();

  test.each<[string, GreenlightProps]>([
    ['no props', {}],
    ['everything switched on', everything],
  ])('has nothing to say about the synthesized app with %s', async (_, props) => {
    const { cdk, greenlight, folder } = load();
    const app = new cdk.App({ outdir: join(folder, 'cdk.out') });
    const stack = new cdk.Stack(app, 'Greenlight');
    new greenlight.Greenlight(stack, 'Greenlight', props);
    app.synth();

    const file = join(folder, 'cdk.out/Greenlight.template.json');
    expect(await tools?.cfnLint(['--regions', 'us-east-1', '--', file])).toEqual({ code: 0, output: '' });
  });
});

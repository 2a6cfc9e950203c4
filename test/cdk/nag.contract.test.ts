import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { GreenlightProps } from '../../src/cdk.ts';
import { everything } from './everything.ts';
import { useCdk } from './load-cdk.ts';

const load = useCdk();

test.each<[string, GreenlightProps]>([
  ['no props', {}],
  ['everything switched on', everything],
])('cdk-nag has no finding in the app with %s that is not answered', (_, props) => {
  const { app } = scanned(props);

  expect(() => app.synth()).not.toThrow();
});

test('cdk-nag still reports what is next to the app', () => {
  const { app, stack } = scanned({});
  new (load().sns.Topic)(stack, 'Topic');

  expect(() => app.synth()).toThrow('AwsSolutions-SNS3');
});

/** A finding makes the synthesis fail. */
function scanned(props: GreenlightProps) {
  const { cdk, greenlight, folder } = load();
  const app = new cdk.App();
  const stack = new cdk.Stack(app, 'Greenlight');
  new greenlight.Greenlight(stack, 'Greenlight', props);
  const { AwsSolutionsChecks } = createRequire(join(folder, 'lib/cdk.js'))('cdk-nag') as typeof import('cdk-nag');
  cdk.Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { app, stack };
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, vi } from 'vitest';
import { appTemplate } from '../../scripts/package/app.ts';
import { bundleLibrary } from '../../scripts/package/bundle.ts';
import { cdkPackages } from '../../scripts/package/cdk-packages.ts';

export type Loaded = {
  greenlight: typeof import('../../src/cdk.ts');
  cdk: typeof import('aws-cdk-lib');
  ecs: typeof import('aws-cdk-lib/aws-ecs');
  ec2: typeof import('aws-cdk-lib/aws-ec2');
  sns: typeof import('aws-cdk-lib/aws-sns');
  assertions: typeof import('aws-cdk-lib/assertions');
  /** Where the packages can be found. */
  folder: string;
};

/**
 * The construct as the package has it, bundled, with the application next to it (without the code of its functions), and the packages of AWS CDK
 * that it finds. They are loaded here, because the main install does not have them.
 */
export function useCdk(): () => Loaded {
  let loaded: Loaded;
  beforeAll(async () => {
    const folder = mkdtempSync(join(await cdkPackages(), 'try-'));
    const template = await appTemplate();
    mkdirSync(join(folder, 'app'));
    writeFileSync(join(folder, 'app/template.yaml'), template);
    for (const [, zip = ''] of template.matchAll(/CodeUri: (\S+\.zip)/g)) writeFileSync(join(folder, 'app', zip), zip);
    await bundleLibrary(join(folder, 'lib'), ['cdk']);
    const require = createRequire(join(folder, 'lib/cdk.js'));
    loaded = {
      greenlight: await import(/* @vite-ignore */ pathToFileURL(join(folder, 'lib/cdk.js')).href),
      cdk: require('aws-cdk-lib'),
      ecs: require('aws-cdk-lib/aws-ecs'),
      ec2: require('aws-cdk-lib/aws-ec2'),
      sns: require('aws-cdk-lib/aws-sns'),
      assertions: require('aws-cdk-lib/assertions'),
      folder,
    };
  });
  // It takes seconds to start, and only warns. examples/attach-cdk is synthesized with it, and cfn-lint sees the application.
  beforeEach(() => void vi.stubEnv('CDK_VALIDATION', 'false'));
  afterAll(() => rmSync(loaded.folder, { recursive: true, force: true }));
  return () => loaded;
}

import { cp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { Metafile } from 'esbuild';
import * as v from 'valibot';
import type { FunctionName } from '../../scripts/build.ts';
import { obtainFunctions } from '../../scripts/build-for-tests.ts';
import { makeCacheFolder } from '../helpers/cache-folder.ts';
import { motoClientConfig } from '../helpers/moto.ts';
import { type Template, templateSchema } from './resources.ts';
import { project, type TemplateTools } from './tools.ts';

/** The template as `sam package` leaves it, with the built functions. */
export async function packageApp(
  tools: TemplateTools,
  endpoint: string,
): Promise<{ template: Template; metafiles: Record<FunctionName, Metafile> }> {
  const folder = await makeCacheFolder('packaged');
  try {
    for (const file of ['template.yaml', 'samconfig.toml', 'LICENSE', 'serverless-repo/README.md']) {
      await cp(join(project, file), join(folder, file));
    }
    const metafiles = await obtainFunctions(join(folder, 'dist'));
    await new S3Client(motoClientConfig(endpoint)).send(new CreateBucketCommand({ Bucket: 'artifacts' }));
    const options = { cwd: folder, env: { AWS_ENDPOINT_URL: endpoint } };
    const built = await tools.sam(['build'], options);
    const args = ['package', '--s3-bucket', 'artifacts', '--output-template-file', 'packaged.yaml'];
    const packaged = await tools.sam(args, options);
    if (built.code !== 0 || packaged.code !== 0) throw new Error(`${built.output}\n${packaged.output}`);
    const template = v.parse(templateSchema, await tools.readTemplate(resolve(folder, 'packaged.yaml')));
    return { template, metafiles };
  } finally {
    await rm(folder, { recursive: true });
  }
}

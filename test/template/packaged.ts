import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Metafile } from 'esbuild';
import { unzipSync } from 'fflate';
import * as v from 'valibot';
import { type FunctionName, functionNames } from '../../scripts/build.ts';
import { obtainFunctions } from '../../scripts/build-for-tests.ts';
import { makeCacheFolder } from '../helpers/cache-folder.ts';
import { motoClientConfig } from '../helpers/moto.ts';
import { namesOfType, propertiesOf, type Template, templateSchema } from './resources.ts';
import { project, type TemplateTools } from './tools.ts';

/** The path of each file, with the hash of its content. */
type Files = Readonly<Record<string, string>>;

export type PackagedApp = {
  /** The template as `sam package` leaves it. */
  template: Template;
  metafiles: Record<FunctionName, Metafile>;
  /** What was built for each function, by the name of its folder. */
  built: Record<string, Files>;
  /** What is in the archive of each function, by its name in the template. */
  uploaded: Record<string, Files>;
};

/** Builds the functions, and packages template.yaml with them as the README says. */
export async function packageApp(tools: TemplateTools, endpoint: string): Promise<PackagedApp> {
  const folder = await makeCacheFolder('packaged');
  try {
    for (const file of ['template.yaml', 'samconfig.toml', 'LICENSE', 'serverless-repo/README.md']) {
      await cp(join(project, file), join(folder, file));
    }
    const metafiles = await obtainFunctions(join(folder, 'dist'));
    const s3 = new S3Client(motoClientConfig(endpoint));
    await s3.send(new CreateBucketCommand({ Bucket: 'artifacts' }));
    const options = { cwd: folder, env: { AWS_ENDPOINT_URL: endpoint } };
    const prepared = await tools.sam(['build'], options);
    const args = ['package', '--s3-bucket', 'artifacts', '--output-template-file', 'packaged.yaml'];
    const packaged = await tools.sam(args, options);
    if (prepared.code !== 0 || !prepared.output.includes('Build Succeeded') || packaged.code !== 0)
      throw new Error(`${prepared.output}\n${packaged.output}`);
    const template = v.parse(templateSchema, await tools.readTemplate(resolve(folder, 'packaged.yaml')));
    const built = functionNames.map((name) => [name, filesUnder(join(folder, 'dist', name))]);
    const uploaded = namesOfType(template, 'AWS::Serverless::Function').map(async (name) => {
      const uri = v.parse(v.string(), propertiesOf(template, name)['CodeUri']);
      return [name, await filesOf(s3, uri)];
    });
    return {
      ...{ template, metafiles },
      ...{ built: Object.fromEntries(built), uploaded: Object.fromEntries(await Promise.all(uploaded)) },
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function filesUnder(folder: string): Files {
  const files = globSync('**', { cwd: folder, withFileTypes: true }).filter((each) => each.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1), hashOf(readFileSync(path))];
    }),
  );
}

async function filesOf(s3: S3Client, uri: string): Promise<Files> {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const files = Object.entries(unzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()));
  return Object.fromEntries(files.map(([path, content]) => [path, hashOf(content)]));
}

function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

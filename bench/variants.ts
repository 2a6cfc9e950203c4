import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleOptions } from '../scripts/build.ts';
import { obtainFunctions } from '../scripts/build-for-tests.ts';

/** What is measured: an empty handler, the poll with Node alone, the poll with the SDK, our poll, and our desk showing a page. */
export const variantNames = ['empty', 'raw', 'SDK', 'approval hook', 'desk page'] as const;
export type VariantName = (typeof variantNames)[number];

export type Programs = {
  /** The bundle of each variant. */
  bundles: Record<VariantName, string>;
  runner: string;
  trace: string;
};

/** Builds everything into `folder`, our functions as they are deployed. */
export async function buildPrograms(folder: string): Promise<Programs> {
  const functions = join(folder, 'dist');
  const entries = {
    empty: 'handlers/empty.ts',
    raw: 'handlers/raw.ts',
    sdk: 'handlers/sdk.ts',
    runner: 'runner.ts',
    trace: 'trace.ts',
  };
  await Promise.all([
    obtainFunctions(functions),
    build({
      entryPoints: Object.entries(entries).map(([out, file]) => ({
        out,
        in: fileURLToPath(new URL(file, import.meta.url)),
      })),
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      ...bundleOptions,
    }),
  ]);
  return {
    bundles: {
      empty: join(folder, 'empty.mjs'),
      raw: join(folder, 'raw.mjs'),
      SDK: join(folder, 'sdk.mjs'),
      'approval hook': join(functions, 'approval-hook/index.mjs'),
      'desk page': join(functions, 'desk/index.mjs'),
    },
    runner: join(folder, 'runner.mjs'),
    trace: join(folder, 'trace.mjs'),
  };
}

/** How much was read from disk, and which packages were in it, according to the bundles' source maps. */
export async function weighLoaded(urls: readonly string[]): Promise<{ kib: number; packages: string[] }> {
  const packages = new Set<string>();
  let bytes = 0;
  for (const file of urls.map((url) => fileURLToPath(url))) {
    bytes += (await stat(file)).size;
    const map = await readFile(mapOf(file), 'utf8').catch(() => undefined);
    const { sources } = JSON.parse(map ?? '{"sources":[]}') as { sources: string[] };
    for (const source of sources) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1];
      if (name) packages.add(name);
    }
  }
  return { kib: bytes / 1024, packages: [...packages].sort() };
}

/** `scripts/build.ts` keeps the maps separate from what is deployed: `dist/maps/<function>/…`. */
function mapOf(bundle: string): string {
  return `${bundle.replace(/([\\/]dist[\\/])/, '$1maps/')}.map`;
}

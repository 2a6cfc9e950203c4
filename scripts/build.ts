import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';

const root = resolve(fileURLToPath(import.meta.url), '../..');

/** The functions of template.yaml, each in `src/functions/<name>.ts`. */
export const functionNames = [
  'approval-hook',
  'smoke-hook',
  'alarm-hook',
  'gate-hook',
  'desk',
  'deployment-watcher',
  'pause-bridge',
  'announcer',
] as const;

export type FunctionName = (typeof functionNames)[number];

/**
 * Bundles each function into `<outdir>/<function>/index.mjs` with its chunks next to it. What a poll does not need is loaded with `import()`, and so
 * is in a chunk that is read only when it is first used. The source maps go to `<outdir>/maps/<function>`, because they are five times as
 * large as what is deployed. Resolves to what esbuild reports about each bundle.
 */
export async function buildFunctions(outdir = join(root, 'dist')): Promise<Record<FunctionName, Metafile>> {
  const mapsOf = (name: string) => join(outdir, 'maps', name);
  const bundled = functionNames.map(async (name) => [name, await bundle(name, join(outdir, name), mapsOf(name))]);
  return Object.fromEntries(await Promise.all(bundled));
}

/** How everything that runs in a function is bundled, including the benchmarks' own functions, so that they are comparable. */
export const bundleOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  minify: true,
  // Without this, esbuild bundles the SDK's CommonJS builds, which cannot be tree-shaken and are half as large again.
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;

async function bundle(name: string, outdir: string, maps: string): Promise<Metafile> {
  for (const folder of [outdir, maps]) await rm(folder, { recursive: true, force: true });
  const { metafile } = await build({
    metafile: true,
    entryPoints: { index: join(root, `src/functions/${name}.ts`) },
    outdir,
    outExtension: { '.js': '.mjs' },
    ...bundleOptions,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    // The maps are not named in the bundle: reading one at every error would cost more than a poll.
    sourcemap: 'external',
    plugins: [quickBuiltIns],
  });
  for (const file of await readdir(outdir, { recursive: true })) {
    if (!file.endsWith('.map')) continue;
    await mkdir(dirname(join(maps, file)), { recursive: true });
    await rename(join(outdir, file), join(maps, file));
  }
  return metafile;
}

/**
 * Loads Node's own modules as `require` does. An `import` of node:http reads everything that it exports, and so loads undici with its fetch
 * and its WebSocket: 17 ms and 9 MB that neither we nor the SDK ever use.
 *
 * @see https://github.com/nodejs/node/issues/59686
 */
const quickBuiltIns: Plugin = {
  name: 'quick-built-ins',
  setup({ onResolve, onLoad }) {
    // One for each importer, or esbuild would put each into its own chunk, which takes longer to find than to run. The importer's path starts at the
    // top of the repository, or the names of the chunks would depend on where that is.
    onResolve({ filter: /^(node:)?[a-z]/ }, ({ path, importer, namespace, kind }) =>
      isBuiltin(path)
        ? {
            path: `${path} for ${relative(root, importer)} in ${namespace} by ${kind}`,
            namespace: 'built-in',
            pluginData: { path, isRequired: kind === 'require-call' },
            sideEffects: false,
          }
        : undefined,
    );
    onLoad({ filter: /./, namespace: 'built-in' }, ({ pluginData }) => ({ contents: builtIn(pluginData) }));
  },
};

/**
 * For an import, a module of which esbuild keeps only the names that are used. Of a CommonJS module it would copy all of them, and read each use
 * through a getter.
 */
function builtIn({ path, isRequired }: { path: string; isRequired: boolean }): string {
  const loaded = `process.getBuiltinModule(${JSON.stringify(path)})`;
  if (isRequired) return `module.exports = ${loaded}`;
  const names = Object.keys(process.getBuiltinModule(path) ?? {}).filter(
    (name) => isIdentifier.test(name) && !loadsUndici.test(name) && !inSomeProcesses.test(name),
  );
  return [
    `const whole = /* @__PURE__ */ ${loaded};`,
    'export default whole;',
    ...names.map((name) => `const one_${name} = /* @__PURE__ */ (() => whole.${name})();`),
    ...names.map((name) => `export { one_${name} as ${name} };`),
  ].join('\n');
}

const isIdentifier = /^(?!default$)[A-Za-z_]\w*$/;
/** Importing one of them fails the build. */
const loadsUndici = /^(?:WebSocket|CloseEvent|MessageEvent)$/;
/** What `process` has only in some processes, such as those that talk to their parent: a build is the same in all of them. */
const inSomeProcesses = /^(?:_\w*|channel|connected|disconnect|emit|mainModule|send)$/;

async function sizes(outdir: string): Promise<string> {
  const { size } = await stat(join(outdir, 'index.mjs'));
  const chunks = (await readdir(outdir, { recursive: true })).filter(
    (file) => file.endsWith('.mjs') && file !== 'index.mjs',
  );
  return `${(size / 1024).toFixed(1)} KiB to start, ${chunks.length} chunks`;
}

if (import.meta.main) {
  await buildFunctions();
  for (const name of functionNames) console.log(`dist/${name}/index.mjs  ${await sizes(join(root, 'dist', name))}`);
}

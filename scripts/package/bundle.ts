import { isBuiltin } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { bundleOptions } from '../build.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const source = (path: string) => join(root, 'src', path);

/** What a project can import: `ecs-greenlight` is `index`. */
export const entryPoints = ['index', 'testing', 'ecs-api', 'cdk'] as const;

/**
 * What the library imports when it runs, and a project installs with it. A project uses these packages itself, and its bundler then finds one
 * copy of each. Everything else is in the bundles.
 */
export const installedWithLibrary = ['@aws-lambda-powertools/logger', '@middy/core', 'valibot'] as const;

/** What a project has that imports `ecs-greenlight/cdk`. */
export const optionalPeers = ['aws-cdk-lib', 'constructs'] as const;

/** What the command line can use if the project has it, or a clone. */
const neverBundled = ['esbuild', 'oidc-provider', 'playwright-core', '@sparticuz/chromium'];

/** Packages that are CommonJS call `require` for Node's own modules, and for packages that nobody installs. */
const banner = {
  js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
};

/** One folder for all files of a bundle: they find the programs that they start next to themselves. */
const options = {
  ...bundleOptions,
  splitting: true,
  chunkNames: '[name]-[hash]',
  metafile: true,
} as const satisfies BuildOptions;

/**
 * What the library's CommonJS packages require of Node's own modules. The banner would be in the way: a team may bundle the library as CommonJS, as
 * `sam build` and CDK do unless they are configured otherwise, and there `import.meta.url` is undefined.
 */
const requiredBuiltIns: Plugin = {
  name: 'required-built-ins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[\w:/]+$/ }, ({ path, kind }) =>
      kind === 'require-call' && isBuiltin(path) ? { path, namespace: 'required-built-in' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'required-built-in' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

/** Bundles entry points of the library, all of them by default, into `<folder>/*.js`. */
export async function bundleLibrary(
  folder: string,
  names: readonly (typeof entryPoints)[number][] = entryPoints,
): Promise<Metafile> {
  const { metafile } = await build({
    ...options,
    // A team's own hook may run on nodejs22.x.
    target: 'node22',
    // What a team reads in a stack trace, and bundles and minifies itself.
    minify: false,
    plugins: [requiredBuiltIns],
    outdir: folder,
    entryPoints: {
      ...Object.fromEntries(names.map((name) => [name, source(`${name}.ts`)])),
      'rapid-client': source('controller/lambda/rapid-client.ts'),
      'details-reader': source('cdk/details-reader.ts'),
    },
    external: [...installedWithLibrary, ...optionalPeers].flatMap((name) => [name, `${name}/*`]),
  });
  return metafile;
}

/** Bundles the command line into `<folder>/*.js`: what every command needs is in `main.js`, and the rest is read by the commands that need it. */
export async function bundleCommandLine(folder: string): Promise<Metafile> {
  const { metafile } = await build({
    ...options,
    banner,
    outdir: folder,
    entryPoints: {
      main: source('cli/main.ts'),
      'rapid-client': source('controller/lambda/rapid-client.ts'),
      'plain-runtime': source('sandbox/own-hooks/plain-runtime.ts'),
      'thread-runtime': source('sandbox/own-hooks/thread-runtime.ts'),
    },
    external: neverBundled,
  });
  return metafile;
}

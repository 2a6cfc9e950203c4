import { globSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { build } from 'esbuild';

/** Bundles every check for Lambda: `checks/<name>/hook.ts` becomes `dist/<name>/index.mjs`, with all packages that it needs. */
await build({
  entryPoints: globSync('checks/*/hook.ts').map((path) => ({ in: path, out: `${basename(dirname(path))}/index` })),
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // The AWS SDK's modules: its CommonJS build is half as large again.
  mainFields: ['module', 'main'],
  // Packages that are CommonJS call `require` for Node's own modules.
  banner: { js: "import { createRequire as from } from 'node:module'; const require = from(import.meta.url);" },
  logLevel: 'info',
});

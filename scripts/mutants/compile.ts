import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { transform } from 'esbuild';

/** What each compiled file imports, also on demand: other compiled files, and packages. Paths are from the top of the project. */
export type ImportGraph = Record<string, { files: string[]; packages: string[]; isNative?: true }>;

/**
 * Compiles files and all that they import into the bodies of CommonJS functions, which can be run any number of times: each run is a fresh
 * instance of the module. `import.meta` becomes the parameter `importMeta`.
 *
 * @param folder where to write them, under the same paths
 * @param changed code to compile instead of what is on disk
 */
export async function compile(
  project: string,
  entries: readonly string[],
  folder: string,
  changed: ReadonlyMap<string, string>,
): Promise<ImportGraph> {
  const graph: ImportGraph = {};
  for (let next = [...entries]; next.length > 0; ) {
    const imported = await Promise.all(
      next.map(async (file) => {
        const code = await compileFile(file, changed.get(file) ?? readFileSync(join(project, file), 'utf8'));
        graph[file] = { files: [], packages: [], isNative: true };
        if (code === undefined) return [];
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), code);
        const imports = importsOf(project, file, code);
        graph[file] = imports;
        return imports.files;
      }),
    );
    next = [...new Set(imported.flat())].filter((file) => graph[file] === undefined);
  }
  return graph;
}

/** @returns nothing for a script that waits at its top level, which Node has to load itself */
async function compileFile(file: string, source: string): Promise<string | undefined> {
  const result = await transform(source, {
    loader: file.endsWith('.json') ? 'json' : 'ts',
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    supported: { 'dynamic-import': false },
    define: { 'import.meta': 'importMeta' },
    sourcefile: file,
  }).catch((error: Error) => {
    if (/Top-level await/.test(error.message)) return undefined;
    throw error;
  });
  // What esbuild adds for Node's own loader would count as imports.
  return result?.code.split('\n// Annotate the CommonJS export names')[0];
}

function importsOf(project: string, file: string, code: string): { files: string[]; packages: string[] } {
  const names = [...new Set([...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = '']) => name))];
  const files = names.filter(isRelative).map((name) => posix.join(posix.dirname(file), name));
  return {
    files: files.filter((path) => statSync(join(project, path), { throwIfNoEntry: false })?.isFile()),
    packages: names.filter((name) => !isRelative(name)),
  };
}

function isRelative(name: string): boolean {
  return name.startsWith('.');
}

/** All files that import one of these, at any distance, and these themselves. */
export function importersOf(graph: ImportGraph, files: Iterable<string>): Set<string> {
  const importers = new Map<string, string[]>();
  for (const [importer, { files: imported }] of Object.entries(graph)) {
    for (const file of imported) importers.set(file, [...(importers.get(file) ?? []), importer]);
  }
  return reach(files, (file) => importers.get(file) ?? []);
}

/** All files that one imports, at any distance, and itself. */
export function importedBy(graph: ImportGraph, file: string): Set<string> {
  return reach([file], (from) => graph[from]?.files ?? []);
}

function reach(from: Iterable<string>, step: (file: string) => readonly string[]): Set<string> {
  const reached = new Set(from);
  for (const file of reached) for (const next of step(file)) reached.add(next);
  return reached;
}

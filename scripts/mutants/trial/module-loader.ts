import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { types } from 'node:util';
import { compileFunction } from 'node:vm';
import { type ImportGraph, importedBy, importersOf } from '../compile.ts';

type ModuleFunction = (
  exports: unknown,
  require: (name: string) => unknown,
  module: LoadedModule,
  meta: ImportMeta,
) => void;
type LoadedModule = { exports: unknown };

/** Loads the modules that `compile` wrote, and forgets them again, so that they can be loaded as if for the first time. */
export class ModuleLoader {
  readonly #project: string;
  readonly #folder: string;
  readonly #graph: ImportGraph;
  readonly #functions = new Map<string, ModuleFunction>();
  readonly #loaded = new Map<string, LoadedModule>();
  readonly #packages = new Map<string, unknown>();
  readonly #closures = new Map<string, Set<string>>();

  constructor({ project, folder, graph }: { project: string; folder: string; graph: ImportGraph }) {
    this.#project = project;
    this.#folder = folder;
    this.#graph = graph;
  }

  /**
   * Loads everything that a file imports, also what it imports on demand, unless that is loaded already. Packages are loaded first, by Node
   * itself.
   */
  async loadImports(file: string): Promise<void> {
    const files = this.#closureOf(file);
    for (const path of files) {
      const { packages = [], isNative = false } = this.#graph[path] ?? {};
      // One that is not there is an error only if it is asked for.
      for (const name of packages) await this.#loadPackage(name, name).catch(() => {});
      if (isNative) await this.#loadPackage(path, pathToFileURL(join(this.#project, path)).href);
    }
    for (const path of files) if (path !== file) this.#require(path);
  }

  /** Runs a file again, with the instances that are loaded of what it imports. */
  run(file: string): void {
    this.#loaded.delete(file);
    this.#require(file);
  }

  /** Forgets a file and everything that imports it; without one, everything. */
  forget(file?: string): void {
    if (file === undefined) this.#loaded.clear();
    else for (const path of importersOf(this.#graph, [file])) this.#loaded.delete(path);
  }

  #closureOf(file: string): Set<string> {
    const closure = this.#closures.get(file) ?? importedBy(this.#graph, file);
    this.#closures.set(file, closure);
    return closure;
  }

  async #loadPackage(key: string, name: string): Promise<void> {
    if (!this.#packages.has(key)) this.#packages.set(key, asModule(await import(name)));
  }

  #require(file: string): unknown {
    if (this.#graph[file]?.isNative) return this.#packages.get(file);
    const loaded = this.#loaded.get(file);
    if (loaded) return loaded.exports;
    const module: LoadedModule = { exports: {} };
    this.#loaded.set(file, module);
    try {
      this.#functionOf(file)(
        module.exports,
        (name) => this.#resolve(file, name),
        module,
        metaOf(join(this.#project, file)),
      );
    } catch (error) {
      this.#loaded.delete(file);
      throw error;
    }
    return module.exports;
  }

  #resolve(from: string, name: string): unknown {
    const known = this.#packages.get(name);
    if (known !== undefined) return known;
    const path = name.startsWith('file:')
      ? relative(this.#project, fileURLToPath(name))
      : posix.join(posix.dirname(from), name);
    if (this.#graph[path] !== undefined) return this.#require(path);
    return asModule(createRequire(join(this.#project, from))(name.startsWith('file:') ? fileURLToPath(name) : name));
  }

  #functionOf(file: string): ModuleFunction {
    const known = this.#functions.get(file);
    if (known) return known;
    const code = readFileSync(join(this.#folder, file), 'utf8');
    const names = ['exports', 'require', 'module', 'importMeta'];
    const compiled = compileFunction(code, names, { filename: join(this.#project, file) }) as ModuleFunction;
    this.#functions.set(file, compiled);
    return compiled;
  }
}

/** What esbuild expects of a module that is one: its names as own properties, with the mark of Babel. */
function asModule(loaded: unknown): unknown {
  if (loaded === null || (typeof loaded !== 'object' && typeof loaded !== 'function'))
    return { default: loaded, __esModule: true };
  const names = types.isModuleNamespaceObject(loaded) ? {} : { default: { value: loaded, enumerable: true } };
  const { prototype: _, ...own } = Object.getOwnPropertyDescriptors(loaded) as PropertyDescriptorMap;
  return Object.defineProperties({}, { ...own, ...names, __esModule: { value: true } });
}

function metaOf(filename: string): ImportMeta {
  const url = pathToFileURL(filename).href;
  const resolve = (name: string) =>
    /^[./]|^file:/.test(name) ? new URL(name, url).href : pathToFileURL(createRequire(filename).resolve(name)).href;
  return { url, filename, dirname: dirname(filename), resolve, main: false } as ImportMeta;
}

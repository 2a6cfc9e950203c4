import { readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Records which files this process loads as modules from now on, except those under `node_modules`, which nobody edits. The returned
 * function lists them, and those that they would load only when called.
 */
export function recordFiles(): () => readonly string[] {
  const found = new Set<string>();
  const add = (url: string) => {
    if (url.startsWith('file:') && !isInstalled(url)) found.add(fileURLToPath(url));
  };
  registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        // A missing file may appear later.
        if (context.parentURL !== undefined && isRelative(specifier)) add(new URL(specifier, context.parentURL).href);
        throw error;
      }
    },
    load(url, context, next) {
      add(url);
      return next(url, context);
    },
  });
  return () => {
    // Iterating a set includes what is added on the way.
    for (const file of found) for (const named of namedIn(file)) found.add(named);
    return [...found];
  };
}

/** What `import('./later.mjs')` and its like name: a call will load it, and nothing has yet. A false match is only watched needlessly. */
function namedIn(file: string): readonly string[] {
  const { resolve: find } = createRequire(file);
  return Array.from(read(file).matchAll(naming), ([, , specifier = '']) => {
    try {
      return find(specifier);
    } catch {
      return resolve(dirname(file), specifier);
    }
  }).filter((path) => !isInstalled(path));
}

const naming = /\b(?:from|import|require)\s*\(?\s*(['"`])(\.{1,2}\/[^'"`\n]+)\1/g;

function read(file: string): string {
  try {
    return /\.[cm]?[jt]s$/.test(file) ? readFileSync(file, 'utf8') : '';
  } catch {
    return '';
  }
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith('./') || specifier.startsWith('../');
}

function isInstalled(path: string): boolean {
  return path.includes('/node_modules/') || path.includes('\\node_modules\\');
}

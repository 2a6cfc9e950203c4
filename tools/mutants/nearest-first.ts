import { basename, dirname, relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Absolute paths: all files that are changed one at a time, or the one that is. */
    changedFiles: string[];
  }
}

/**
 * Runs the tests of the changed file first, then those of its folder: most mutants are noticed there, and the first test that fails ends the
 * run of a mutant. Property tests come last, as they take longest. The workers load the changed files before any test.
 */
export class NearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const related = this.ctx.config.related ?? [];
    for (const { project } of files) project.provide('changedFiles', related);
    const [changed] = related;
    if (changed === undefined) return files;
    const source = relative(this.ctx.config.root, changed)
      .replace(/^src\//, 'test/')
      .replace(/\.ts$/, '');
    const rank = (file: TestSpecification) => distance(relative(this.ctx.config.root, file.moduleId), source);
    return [...files].sort((one, other) => rank(one) - rank(other));
  }
}

function distance(test: string, source: string): number {
  const slow = test.endsWith('.property.test.ts') ? 10 : 0;
  if (test === `${source}.test.ts`) return 0;
  if (dirname(test) !== dirname(source)) return slow + (test.split('/')[1] === source.split('/')[1] ? 3 : 4);
  return slow + (basename(test).startsWith(basename(source)) ? 1 : 2);
}

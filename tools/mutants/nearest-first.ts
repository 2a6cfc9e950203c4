import { basename, dirname, relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Runs the tests of the changed file first, then those of its folder: most mutants are noticed there, and the first test that fails ends the
 * run of a mutant. Property tests come last, as they take longest.
 */
export class NearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const [changed] = this.ctx.config.related ?? [];
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

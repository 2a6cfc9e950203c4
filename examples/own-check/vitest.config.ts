import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const kit = (file: string) => fileURLToPath(new URL(`../../src/${file}`, import.meta.url));

/** The package is the repository that contains this example. In your own project, leave `alias` out. */
// biome-ignore lint/style/noDefaultExport: vitest looks for it there
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    alias: [
      { find: /^ecs-greenlight$/, replacement: kit('index.ts') },
      { find: /^ecs-greenlight\/testing$/, replacement: kit('testing.ts') },
    ],
  },
});

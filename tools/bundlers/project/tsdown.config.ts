import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: 'src/queue-gate.ts',
  platform: 'node',
  target: 'node22',
  outDir: 'out/tsdown',
  dts: false,
  // A Lambda function has no node_modules.
  deps: { alwaysBundle: [/./], onlyBundle: false },
});

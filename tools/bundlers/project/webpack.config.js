import { fileURLToPath } from 'node:url';

export default {
  mode: 'production',
  target: 'node22',
  entry: './src/queue-gate.ts',
  experiments: { typescript: true },
  // As `sam build` and NodejsFunction do by default, so that stack traces can be read.
  optimization: { minimize: false },
  output: {
    path: fileURLToPath(new URL('out/webpack', import.meta.url)),
    filename: 'index.cjs',
    library: { type: 'commonjs2' },
  },
};

/** What only a suite with placeholders or signing in needs; loaded with `import()`. */

export { readSecrets } from '../variables/read-secrets.ts';
export { openSuite } from './open-suite.ts';

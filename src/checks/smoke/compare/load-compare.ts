/** What only a suite with `compare` needs; loaded with `import()`. */

export { addComparisons } from './comparisons.ts';
export { findBlue } from './find-blue.ts';

/**
 * The test files that take longest, slowest first. They are started first, so that none of them runs alone at the end, and
 * `npm test -- --changed` leaves them out.
 */
export const slowTests = [
  'test/functions/under-lambda/memory.contract.test.ts',
  'test/functions/under-lambda/silence.contract.test.ts',
  'test/functions/wire/pause-promises.contract.test.ts',
  'test/docs/docs.contract.test.ts',
  'test/story/deployed/deployed.contract.test.ts',
  'test/examples/attach-cdk.contract.test.ts',
  'test/package/first-start.contract.test.ts',
  'test/package/package.contract.test.ts',
  'test/cli/commands.contract.test.ts',
  'test/template/template.contract.test.ts',
  'test/controller/simulate-ten-thousand.test.ts',
  'test/cli/observe/discovers.test.ts',
  'test/functions/desk/built-desk.test.ts',
  'test/scale/many-open.test.ts',
  'test/story/metrics.test.ts',
  'test/story/announced/announced.test.ts',
  'test/story/play.test.ts',
  'test/story/set-ups.test.ts',
  'test/sandbox/own-hooks/own-function.test.ts',
  'test/cli/dev/dev.test.ts',
  'test/cli/simulate/simulate.test.ts',
  'test/sandbox/dashboard/dashboard.browser.test.ts',
  'test/story/strategies.browser.test.ts',
];

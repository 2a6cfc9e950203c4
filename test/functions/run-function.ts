/**
 * Runs one function as Lambda does: a process of its own whose environment is there before the module is loaded. Events come as messages,
 * answers go back as messages, and what it logs goes to stdout.
 *
 * `fork('run-function.ts', [<file URL of the module>])`
 */
const { handler } = (await import(process.argv[2] ?? '')) as {
  handler: (event: unknown, context: unknown) => Promise<unknown>;
};

const context = {
  functionName: 'greenlight',
  functionVersion: '$LATEST',
  // In the account and Region of the events, regardless of the SDK's configuration.
  invokedFunctionArn: 'arn:aws:lambda:us-west-2:123456789012:function:greenlight',
  memoryLimitInMB: '128',
  awsRequestId: '8476a536-e9f4-11e8-9739-2dfe598c3fcd',
  getRemainingTimeInMillis: () => 60_000,
};

process.on('message', async (event) => {
  try {
    process.send?.({ answer: await handler(event, context) });
  } catch (error) {
    process.send?.({ problem: String(error) });
  }
});
process.send?.('ready');

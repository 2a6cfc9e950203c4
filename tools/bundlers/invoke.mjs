import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * `node invoke.mjs <file> <events>`: loads what a bundler wrote as Lambda does, calls its handler with each event of a JSON array, and
 * writes `answer: <JSON>` after what each call logs.
 */
const [file, events] = process.argv.slice(2);
const load = file.endsWith('.mjs') ? (path) => import(pathToFileURL(path).href) : createRequire(import.meta.url);
const { handler } = await load(file);
for (const [index, event] of JSON.parse(events).entries()) {
  const answer = await handler(event, {
    functionName: 'queue-gate',
    functionVersion: '$LATEST',
    memoryLimitInMB: '128',
    awsRequestId: `request-${index}`,
    invokedFunctionArn: 'arn:aws:lambda:us-west-2:123456789012:function:queue-gate',
    getRemainingTimeInMillis: () => 30_000,
  });
  console.log(`answer: ${JSON.stringify(answer)}`);
}

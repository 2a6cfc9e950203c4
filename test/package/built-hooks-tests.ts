import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TemplateTools } from '../template/tools.ts';
import { type BuiltProject, buildProject, bundlerNames, invokeBuilt, lambdaNodes, traceId } from './built-hooks.ts';

const shift = JSON.parse(
  readFileSync(new URL('../../events/PRE_PRODUCTION_TRAFFIC_SHIFT.doc.json', import.meta.url), 'utf8'),
);
const events = [
  ...[3, 101, 'many'].map((length) => ({ ...shift, hookDetails: { length } })),
  { ...shift, hookDetails: { broker: 'down' } },
  { source: 'serverless-plugin-warmup' },
];

const nodes = await lambdaNodes();
if (nodes[22] === undefined) console.log('skipped: built hooks on Node.js 22, which is fetched for Linux on x64 only');

/**
 * A hook of a team's own with middlewares and Powertools, with the package. In package.contract.test.ts, which has installed it.
 *
 * @param installed - where, once it has been
 */
export function describeBuiltHooks(installed: () => string, sam: TemplateTools | undefined): void {
  describe("a team's own hook", () => {
    let built: BuiltProject;
    beforeAll(async () => {
      built = await buildProject(installed(), sam);
    });
    afterAll(() => built.remove());

    describe.each(bundlerNames)('built by %s', (bundler) => {
      const cannotRun = bundler === 'sam build' && sam === undefined;
      test.skipIf(cannotRun).for([22, 24] as const)('answers ECS on Node.js %i', async (major, { skip }) => {
        const node = nodes[major] ?? skip();

        const { answers } = await invokeBuilt(node, built.fileOf(bundler), events);

        expect(answers).toMatchObject([
          { hookStatus: 'SUCCEEDED', reason: '3 orders of my-service wait' },
          { hookStatus: 'FAILED', reason: '101 orders of my-service wait' },
          { hookStatus: 'IN_PROGRESS', reason: expect.stringContaining('the queue cannot be read') },
          { hookStatus: 'IN_PROGRESS', reason: expect.stringContaining('the broker is down') },
          // Not from ECS: nobody reads the answer, and the check has not run.
          { hookStatus: 'FAILED', reason: expect.stringContaining('the event is not from ECS') },
        ]);
      });
    });

    test('compiles with the types of its middlewares', async () => {
      expect(await built.types()).toBe('');
    });

    test("has its middlewares' log lines, Powertools' metrics, and its trace", async () => {
      const { lines, segments } = await invokeBuilt(process.execPath, built.fileOf('esbuild'), events);

      const ofRequest = (id: number) => lines.filter((line) => line['function_request_id'] === `request-${id}`);
      expect(ofRequest(0)).toMatchObject([
        { message: 'event or answer', content: { event: { lifecycleStage: 'PRE_PRODUCTION_TRAFFIC_SHIFT' } } },
        { message: 'queue answers SUCCEEDED', deployment: 'EZe5RNVLH6PPzHXINuP28', xray_trace_id: traceId },
        { message: 'event or answer', content: { response: { hookStatus: 'SUCCEEDED' } } },
      ]);
      expect(ofRequest(3)).toContainEqual(expect.objectContaining({ message: 'a middleware failed' }));
      expect(lines).toContainEqual(expect.objectContaining({ service: 'queue-gate', ordersWaiting: 3 }));
      // One for each event from ECS; the warm-up ends before the trace begins.
      expect(segments).toHaveLength(4);
      expect(segments[0]).toMatchObject({ trace_id: traceId, annotations: { deployment: 'EZe5RNVLH6PPzHXINuP28' } });
      expect(JSON.stringify([lines, segments])).not.toContain('hookDetails":');
    });
  });
}

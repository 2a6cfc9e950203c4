import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import errorLogger from '@middy/error-logger';
import inputOutputLogger from '@middy/input-output-logger';
import warmup from '@middy/warmup';
import { type Check, defineHook } from 'ecs-greenlight';

const serviceName = 'queue-gate';
const logger = new Logger({ serviceName });
const metrics = new Metrics({ namespace: 'Shop', serviceName });
const tracer = new Tracer({ serviceName });

/** Lets production move while few orders wait. */
const queueCheck: Check = {
  name: 'queue',
  run({ service, deploymentId }, { config }) {
    const length = Number(config['length'] ?? 0);
    tracer.putAnnotation('deployment', deploymentId ?? 'unknown');
    metrics.addMetric('ordersWaiting', MetricUnit.Count, length);
    if (Number.isNaN(length)) throw new Error('the queue cannot be read');
    const reason = `${length} orders of ${service} wait`;
    return length > 100 ? { kind: 'fail', reason } : { kind: 'pass', reason };
  },
};

/** A middleware of one's own. */
function needBroker({ event }: { event: unknown }): void {
  const { hookDetails } = event as { hookDetails?: { broker?: string } };
  if (hookDetails?.broker === 'down') throw new Error('the broker is down');
}

/** `hookDetails` may hold what nobody should read in a log or a trace. */
const omitPaths = ['event.hookDetails', 'response.hookDetails'];

/** What Lambda calls. */
export const handler = defineHook({ check: queueCheck, logger })
  .use(warmup())
  .use(captureLambdaHandler(tracer, { captureResponse: false }))
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .use(inputOutputLogger({ omitPaths, logger: (content) => logger.debug('event or answer', { content }) }))
  .use(errorLogger({ logger: ({ error }) => logger.error('a middleware failed', { error }) }))
  .before(needBroker);

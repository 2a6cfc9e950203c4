import { Logger } from '@aws-lambda-powertools/logger';
import type { Clock } from '../hook/clock.ts';

/** The clock on the wall. */
export const systemClock: Clock = { now: () => new Date() };

/** One JSON line per entry; service and level come from `POWERTOOLS_SERVICE_NAME` and `POWERTOOLS_LOG_LEVEL`. */
export const logger = new Logger();

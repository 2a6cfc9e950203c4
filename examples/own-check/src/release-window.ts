import { defineHook, logger, systemClock } from 'ecs-greenlight';
import { releaseWindowCheck } from './release-window-check.ts';

/** What Lambda calls. */
export const handler = defineHook({ check: releaseWindowCheck, clock: systemClock, logger });

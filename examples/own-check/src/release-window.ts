import { defineHook } from 'ecs-greenlight';
import { releaseWindowCheck } from './release-window-check.ts';

/** What Lambda calls. */
export const handler = defineHook({ check: releaseWindowCheck });

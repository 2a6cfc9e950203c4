import type { StandardSchemaV1 } from '@standard-schema/spec';
import * as v from 'valibot';
import type { AlarmsConfig } from './alarms-config.ts';
import { plainAlarmsEntries } from './plain-alarms-config.ts';

const plainSchema = v.strictObject(plainAlarmsEntries);

/**
 * The schema of the alarms check. It accepts exactly what `alarmsConfigSchema` accepts, with the same result, but loads that only if a gate is
 * configured with more than most gates need, or wrongly.
 */
export const checkedAlarmsSchema: StandardSchemaV1<unknown, AlarmsConfig> = {
  '~standard': {
    version: 1,
    vendor: 'greenlight',
    async validate(input) {
      const { success, output } = v.safeParse(plainSchema, input);
      if (success && isSound(output)) return { value: { alarms: undefined, ...output } };
      return (await import('./alarms-config.ts')).alarmsConfigSchema['~standard'].validate(input);
    },
  },
};

function isSound({ alarms = [], okForMinutes, waitMinutes }: v.InferOutput<typeof plainSchema>): boolean {
  return new Set(alarms).size === alarms.length && okForMinutes <= waitMinutes;
}

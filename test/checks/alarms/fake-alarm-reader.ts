import type { AlarmReader, AlarmState } from '../../../src/checks/alarms/alarm-reader.ts';

/** Alarms in memory; `broken` makes reading them throw. */
export class FakeAlarmReader implements AlarmReader {
  readonly alarms = new Map<string, AlarmState>();
  broken: Error | undefined;

  set(name: string, value: string | undefined, change: Partial<AlarmState> = {}): this {
    this.alarms.set(name, { value, reason: undefined, since: undefined, evaluation: undefined, ...change });
    return this;
  }

  async states(names: readonly string[]): Promise<ReadonlyMap<string, AlarmState>> {
    if (this.broken) throw this.broken;
    return new Map([...this.alarms].filter(([name]) => names.includes(name)));
  }
}

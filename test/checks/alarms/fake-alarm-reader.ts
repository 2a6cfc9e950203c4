import type { AlarmState, MoreAlarmReader } from '../../../src/checks/alarms/alarm-reader.ts';

/** Alarms in memory; `broken` makes reading them throw. */
export class FakeAlarmReader implements MoreAlarmReader {
  readonly alarms = new Map<string, AlarmState>();
  /** When an alarm went off, oldest first. */
  readonly history = new Map<string, Date[]>();
  /** The alarms in the rule of a composite one. */
  readonly children = new Map<string, string[]>();
  broken: Error | undefined;

  set(name: string, value: string | undefined, change: Partial<AlarmState> = {}): this {
    this.alarms.set(name, { value, reason: undefined, since: undefined, evaluation: undefined, ...change });
    return this;
  }

  async lastAlarm(name: string, since: Date): Promise<Date | undefined> {
    if (this.broken) throw this.broken;
    return this.history.get(name)?.findLast((at) => at.getTime() >= since.getTime());
  }

  async states(names: readonly string[]): Promise<ReadonlyMap<string, AlarmState>> {
    if (this.broken) throw this.broken;
    return new Map([...this.alarms].filter(([name]) => names.includes(name)));
  }

  async childrenInAlarm(name: string): Promise<readonly string[]> {
    if (this.broken) throw this.broken;
    return (this.children.get(name) ?? []).filter((child) => this.alarms.get(child)?.value === 'ALARM');
  }

  async withPrefix(prefix: string, max: number): Promise<ReadonlyMap<string, AlarmState>> {
    if (this.broken) throw this.broken;
    return new Map([...this.alarms].filter(([name]) => name.startsWith(prefix)).slice(0, max + 1));
  }
}

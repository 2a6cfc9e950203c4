import type { AlarmState, AlarmTransition, MoreAlarmReader } from '../../../src/checks/alarms/alarm-reader.ts';

/** Alarms in memory; `broken` makes reading them throw. */
export class FakeAlarmReader implements MoreAlarmReader {
  readonly alarms = new Map<string, AlarmState>();
  /** When an alarm went off, oldest first. */
  readonly history = new Map<string, Date[]>();
  /** The alarms in the rule of a composite one. */
  readonly children = new Map<string, string[]>();
  readonly tags = new Map<string, Readonly<Record<string, string>>>();
  /** Every change of an alarm's state, oldest first. */
  readonly changes = new Map<string, AlarmTransition[]>();
  broken: Error | undefined;

  /** Sets the alarm's state as of a time, and keeps the change in its history. */
  change(name: string, at: Date, to: string): this {
    const from = this.alarms.get(name)?.value ?? 'INSUFFICIENT_DATA';
    this.changes.set(name, [...(this.changes.get(name) ?? []), { at, from, to }]);
    if (to === 'ALARM') this.history.set(name, [...(this.history.get(name) ?? []), at]);
    return this.set(name, to, { since: at });
  }

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

  async withTags(tags: Readonly<Record<string, string>>, max: number): Promise<readonly string[]> {
    if (this.broken) throw this.broken;
    const has = (own: Readonly<Record<string, string>>) =>
      Object.entries(tags).every(([key, value]) => own[key] === value);
    return [...this.tags].flatMap(([name, own]) => (has(own) ? [name] : [])).slice(0, max + 1);
  }

  async transitions(name: string, since: Date): Promise<readonly AlarmTransition[]> {
    if (this.broken) throw this.broken;
    return (this.changes.get(name) ?? []).filter(({ at }) => at.getTime() >= since.getTime()).toReversed();
  }
}

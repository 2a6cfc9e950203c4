import type { Tag } from '@aws-sdk/client-ecs';

/** The tags of every resource, by its ARN and then by their keys. */
export class ResourceTags {
  readonly #tags = new Map<string, ReadonlyMap<string, string>>();

  of(arn: string): Tag[] {
    return [...(this.#tags.get(arn) ?? [])].map(([key, value]) => ({ key, value }));
  }

  /** Adds tags, and replaces those with the same keys. */
  add(arn: string, tags: readonly Tag[]): void {
    const added = tags.map(({ key = '', value = '' }) => [key, value] as const);
    this.#tags.set(arn, new Map([...(this.#tags.get(arn) ?? []), ...added]));
  }

  /** Keys that the resource does not have are ignored. */
  remove(arn: string, keys: readonly string[]): void {
    const left = [...(this.#tags.get(arn) ?? [])].filter(([key]) => !keys.includes(key));
    this.#tags.set(arn, new Map(left));
  }
}

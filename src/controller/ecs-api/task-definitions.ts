import type { TaskDefinition } from '@aws-sdk/client-ecs';
import type { ContainerImage } from '../ecs/resources.ts';

/** A task definition: the members that a deployment needs, and what RegisterTaskDefinition was given. */
export type RegisteredTaskDefinition = {
  readonly taskDefinitionArn: string;
  readonly family: string;
  readonly revision: number;
  readonly images: readonly ContainerImage[];
  /** Missing if it was not registered through the API. */
  given?: Omit<TaskDefinition, 'family' | 'revision' | 'status' | 'taskDefinitionArn'>;
  registeredAt?: Date;
  /** Set once it is INACTIVE. */
  deregisteredAt?: Date;
};

export type TaskDefinitionInput = { family: string; images: readonly ContainerImage[] };

/** The task definitions of one account and Region, by family, each with its revisions counted from 1. */
export class TaskDefinitions {
  readonly #arnPrefix: string;
  /** Each sorted by its revisions. */
  readonly #families = new Map<string, RegisteredTaskDefinition[]>();

  /** @param anyArn of any resource in the same account and Region */
  constructor(anyArn: string) {
    const [, partition, , region, account] = anyArn.split(':');
    this.#arnPrefix = `arn:${partition}:ecs:${region}:${account}:task-definition/`;
  }

  register({ family, images }: TaskDefinitionInput): RegisteredTaskDefinition {
    const revision = (this.#families.get(family)?.at(-1)?.revision ?? 0) + 1;
    return this.#add({ taskDefinitionArn: `${this.#arnPrefix}${family}:${revision}`, family, revision, images });
  }

  /** Adds one that a revision already uses. One without a revision number is ignored. */
  adopt(reference: string, images: readonly ContainerImage[]): void {
    const { family, revision } = parse(reference);
    if (revision === undefined || this.find(reference)) return;
    this.#add({ taskDefinitionArn: `${this.#arnPrefix}${family}:${revision}`, family, revision, images });
  }

  /** @param reference ARN, `family:revision`, or `family` for the latest active revision */
  find(reference: string): RegisteredTaskDefinition | undefined {
    const { family, revision } = parse(reference);
    const known = this.#families.get(family) ?? [];
    if (revision === undefined) return known.findLast(({ deregisteredAt }) => deregisteredAt === undefined);
    const found = known[placeOf(known, revision)];
    return found?.revision === revision ? found : undefined;
  }

  /** By family in alphabetical order, and then by revision. */
  list(): readonly RegisteredTaskDefinition[] {
    return [...this.#families.keys()].sort().flatMap((family) => this.#families.get(family) ?? []);
  }

  /** The ARN of a task definition, known or not. */
  arnOf(reference: string): string {
    return reference.startsWith('arn:') ? reference : `${this.#arnPrefix}${reference}`;
  }

  #add(definition: RegisteredTaskDefinition): RegisteredTaskDefinition {
    const known = this.#families.get(definition.family) ?? [];
    known.splice(placeOf(known, definition.revision), 0, definition);
    this.#families.set(definition.family, known);
    return definition;
  }
}

/** Where a revision is, or would be: they are sorted. */
function placeOf(known: readonly RegisteredTaskDefinition[], revision: number): number {
  let [low, high] = [0, known.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((known[middle]?.revision ?? 0) < revision) low = middle + 1;
    else high = middle;
  }
  return low;
}

function parse(reference: string): { family: string; revision: number | undefined } {
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  const [family = name, revision] = name.split(':');
  return { family, revision: revision !== undefined && /^[1-9]\d*$/.test(revision) ? Number(revision) : undefined };
}

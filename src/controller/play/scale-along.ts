import type { Revision } from '../state/service-state.ts';
import type { ControllerContext } from './controller-context.ts';
import type { ServiceWork } from './service-work.ts';

/** The revisions that a deployment moves between, and how many tasks each is to have: that may change meanwhile. */
export type Colours = { readonly greenArn: string; readonly blueArn: string | undefined; desiredCount: number };

/** Lets the tasks of a deployment follow a desired count that changes while it runs, except those on which ECS works itself at that moment. */
export class ScaleAlong {
  readonly #world: ControllerContext;
  readonly #work: ServiceWork;
  readonly #colours: Colours;
  /** The revisions that have, or had, all of their tasks. */
  readonly #whole: Set<string>;
  #held: 'none' | 'green' | 'all' = 'none';
  #hasChanged = false;

  constructor(world: ControllerContext, work: ServiceWork, colours: Colours, sourceArns: readonly string[]) {
    this.#world = world;
    this.#work = work;
    this.#colours = colours;
    this.#whole = new Set(sourceArns);
  }

  change(count: number): void {
    if (this.#world.switches.desiredCountWhileDeploying === 'when-ended') return;
    this.#colours.desiredCount = count;
    this.#hasChanged = true;
    this.#follow();
  }

  /** Starts the tasks of green: as many as are wanted in the end. The others follow a change meanwhile. */
  async scaleGreen(signal: AbortSignal): Promise<void> {
    const { greenArn } = this.#colours;
    this.#held = 'green';
    let reached: number;
    do {
      reached = this.#colours.desiredCount;
      await this.#work.scaleTo(greenArn, reached, signal);
    } while (reached !== this.#colours.desiredCount);
    this.#whole.add(greenArn);
    this.#release();
  }

  /** Does work on tasks that nothing else may touch meanwhile. If it fails, they stay as they are. */
  async alone(work: () => Promise<void>): Promise<void> {
    await this.hold();
    await work();
    this.#release();
  }

  /** Leaves all tasks to the caller, for good. */
  async hold(): Promise<void> {
    this.#held = 'all';
    await this.#world.stopBackground();
  }

  /** Its tasks have ended. */
  forget(revisionArn: string): void {
    this.#whole.delete(revisionArn);
  }

  #release(): void {
    this.#held = 'none';
    this.#follow();
  }

  #follow(): void {
    if (!this.#hasChanged || this.#held === 'all') return;
    const { desiredCount } = this.#colours;
    const { service } = this.#world;
    const behind = [...this.#whole].filter((arn) => !hasTasks(service.revision(arn), desiredCount));
    if (behind.length === 0) return;
    this.#world.inBackground(async (signal) => {
      await Promise.all(behind.map((arn) => this.#work.scaleTo(arn, desiredCount, signal)));
    });
  }
}

/** A start that was given up has left tasks that are wanted and do not run. */
export function hasTasks({ requestedTaskCount, runningTaskCount }: Revision, count: number): boolean {
  return requestedTaskCount === count && runningTaskCount === count;
}

import { html } from 'hono/html';
import { type PaneId, panes } from './panes.ts';
import type { ListenerName, StageData } from './stage-data.ts';

/** What one page has to change to be up to date. */
export type PageChange = {
  /** New markup by the id of the element that holds it. */
  panes: Partial<Record<PaneId, string>>;
  /** Listeners that send their traffic elsewhere than when the page was last told, so that what they serve is to be shown anew. */
  frames: ListenerName[];
  /** For a screen reader: what a glance at the page would tell. */
  announcement?: string;
  now: number;
  speed: number;
};

/** Remembers what one page was told and finds what is new. */
export class LiveView {
  readonly #told = new Map<PaneId, string>();
  #sent: Record<ListenerName, string> | undefined;
  #announced: string | undefined;

  async next(data: StageData): Promise<PageChange> {
    const rendered = Object.entries(await renderPanes(data)) as [PaneId, string][];
    const changed = rendered.filter(([id, markup]) => this.#told.get(id) !== withoutRunningTimes(markup));
    for (const [id, markup] of changed) this.#told.set(id, withoutRunningTimes(markup));
    const announcement = this.#announce(data);
    return {
      panes: Object.fromEntries(changed),
      frames: this.#findMovedListeners(data),
      ...(announcement !== undefined && { announcement }),
      now: data.now.getTime(),
      speed: data.speed,
    };
  }

  /** The first message brings a page up to date that has just been loaded, frames and all: nothing moved for it. */
  #findMovedListeners({ weights, isBroken, view }: StageData): ListenerName[] {
    const before = this.#sent;
    const health = `${isBroken} ${view.deployment?.targetRevisionArn ?? ''}`;
    const sent = {
      production: JSON.stringify(weights.production) + health,
      test: JSON.stringify(weights.test) + health,
    };
    this.#sent = sent;
    return (['production', 'test'] as const).filter((name) => before !== undefined && before[name] !== sent[name]);
  }

  #announce({ view: { deployment } }: StageData): string | undefined {
    const turn = deployment?.turns.findLast(({ until }) => until === undefined);
    const text =
      deployment &&
      (turn === undefined
        ? `Deployment ${deployment.status}`
        : `${turn.stage}${turn.isRollback ? ' in the rollback' : ''}`);
    const isNews = text !== this.#announced;
    this.#announced = text;
    return isNews ? text : undefined;
  }
}

/** The page counts these on by itself. */
function withoutRunningTimes(markup: string): string {
  return markup.replaceAll(/(data-(?:since|until)="\d+">)[^<]*/g, '$1');
}

async function renderPanes(data: StageData): Promise<Record<PaneId, string>> {
  const rendered = Object.entries(panes).map(async ([id, render]) => [id, String(await html`${render(data)}`)]);
  return Object.fromEntries(await Promise.all(rendered));
}

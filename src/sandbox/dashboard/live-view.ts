import { html } from 'hono/html';
import type { ListenerName, SandboxData } from '../view/sandbox-data.ts';
import type { DeploymentView } from '../view/service-view.ts';
import { isStepStage } from '../view/words.ts';
import { type Signal, situationOf } from './hero/situation.ts';
import { titleOf } from './page-head.ts';
import { type PaneId, panes } from './panes.ts';

/** What one page has to change to be up to date. */
type PageChange = {
  /** New markup by the id of the element that holds it. */
  panes: Partial<Record<PaneId, string>>;
  /** Listeners whose traffic has moved since the page's last update, so that their frames have to be reloaded. */
  frames: ListenerName[];
  /** For screen readers: what a glance at the page would show. */
  announcement?: string;
  /** Of the page, for its tab. */
  title: string;
  signal: Signal;
  now: number;
  speed: number;
};

/** Remembers what one page has received and finds what is new. */
export class LiveView {
  readonly #told = new Map<PaneId, string>();
  #sent: Record<ListenerName, string> | undefined;
  #place: string | undefined;
  #newestMail: string | undefined;

  async next(data: SandboxData): Promise<PageChange> {
    const rendered = Object.entries(await renderPanes(data)) as [PaneId, string][];
    const changed = rendered.filter(([id, markup]) => this.#told.get(id) !== withoutRunningTimes(markup));
    for (const [id, markup] of changed) this.#told.set(id, withoutRunningTimes(markup));
    const announcement = this.#announce(data);
    return {
      panes: Object.fromEntries(changed),
      frames: this.#findMovedListeners(data),
      ...(announcement !== undefined && { announcement }),
      title: titleOf(data),
      signal: situationOf(data).signal,
      now: data.now.getTime(),
      speed: data.speed,
    };
  }

  /** The first message updates a page that has just been loaded; nothing has moved since. */
  #findMovedListeners({ weights, isBroken, view }: SandboxData): ListenerName[] {
    const before = this.#sent;
    const health = `${isBroken} ${view.deployment?.targetRevisionArn ?? ''}`;
    const sent = {
      production: JSON.stringify(weights.production) + health,
      test: JSON.stringify(weights.test) + health,
    };
    this.#sent = sent;
    return (['production', 'test'] as const).filter((name) => before !== undefined && before[name] !== sent[name]);
  }

  /** Announced once each: the deployment's stage, the hooks it waits for, and a new mail. */
  #announce({ view: { deployment }, mailbox: { mails } }: SandboxData): string | undefined {
    const place = deployment && formatPlace(deployment);
    const newest = mails[0];
    const said = [
      ...(place !== this.#place ? [place] : []),
      // Mails that are there when the page is opened are not new.
      ...(this.#newestMail !== undefined && newest !== undefined && newest.id !== this.#newestMail
        ? [`New mail: ${newest.subject}`]
        : []),
    ].filter((part) => part !== undefined);
    this.#place = place;
    this.#newestMail = newest?.id ?? 'none';
    return said.length > 0 ? said.join('. ') : undefined;
  }
}

function formatPlace({ status, turns, hooks, productionSteps }: DeploymentView): string {
  const turn = turns.findLast(({ until }) => until === undefined);
  if (turn === undefined) return `Deployment ${status}`;
  const { stage, step, isRollback } = turn;
  if (isRollback) return `${stage} in the rollback`;
  const ofStep = productionSteps.length > 1 && isStepStage(stage) ? `, step ${step} of ${productionSteps.length}` : '';
  const waiting = hooks.filter(({ state, isRollback: isBack }) => state === 'waiting' && !isBack);
  return [`${stage}${ofStep}`, ...waiting.map(({ functionName }) => `${functionName} waits`)].join('. ');
}

/** The page updates these by itself. */
function withoutRunningTimes(markup: string): string {
  return markup.replaceAll(/(data-(?:since="\d+"|until="\d+"|clock)>)[^<]*/g, '$1');
}

async function renderPanes(data: SandboxData): Promise<Record<PaneId, string>> {
  const rendered = Object.entries(panes).map(async ([id, render]) => [id, String(await html`${render(data)}`)]);
  return Object.fromEntries(await Promise.all(rendered));
}

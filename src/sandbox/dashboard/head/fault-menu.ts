import { html } from 'hono/html';
import { commandOfFault, type FaultKey, strikes } from '../../view/fault-facts.ts';
import type { SandboxData } from '../../view/sandbox-data.ts';
import { sandboxFaultKinds, sandboxFaults } from '../../view/sandbox-faults.ts';

/** Something that can go wrong, and the form that turns it on or off. */
type FaultEntry = {
  key: string;
  name: string;
  /** Its effect. */
  words: string;
  isOn: boolean;
  /** Which deployment it strikes if it is on: the one that runs, or the next one. */
  strikes: 'this' | 'next';
  /** A command that shows the same in a terminal, if there is one. */
  command: string | undefined;
  /** The action, and its fields for turning it on and off. */
  form: string;
  on: Readonly<Record<string, string>>;
  off: Readonly<Record<string, string>>;
};

export function faultEntries(data: FaultData): FaultEntry[] {
  const { alarms, isBroken, isSlow, faults } = data;
  const facts = (fault: FaultKey) => ({ strikes: strikes(fault, data), command: commandOfFault(fault) });
  return [
    ...alarms.map(({ name, watcher, isRaised }) => ({
      ...{ key: name, name: `Alarm ${name}`, isOn: isRaised, form: 'alarm' },
      ...facts(`${watcher}-alarm`),
      words: watcher === 'ecs' ? ecsAlarm : hookAlarm,
      on: { name, state: 'ALARM' },
      off: { name, state: 'OK' },
    })),
    {
      ...{ key: 'broken', name: 'Broken version', isOn: isBroken, form: 'break' },
      ...facts('broken'),
      words: 'The version being deployed, or otherwise the next one, answers its pages with status 500.',
      on: { broken: 'yes' },
      off: { broken: 'no' },
    },
    {
      ...{ key: 'slow', name: 'Slow version', isOn: isSlow, form: 'slow' },
      ...facts('slow'),
      words: 'The same version takes 400 ms more for each page: found only by a comparison of metrics.',
      on: { slow: 'yes' },
      off: { slow: 'no' },
    },
    ...sandboxFaultKinds.map((kind) => ({
      ...{ key: kind, name: sandboxFaults[kind].name, words: sandboxFaults[kind].words },
      ...{ isOn: faults.includes(kind), form: 'fault' },
      ...facts(kind),
      on: { kind, on: 'yes' },
      off: { kind, on: 'no' },
    })),
  ];
}

type FaultData = Pick<SandboxData, 'alarms' | 'isBroken' | 'isSlow' | 'faults' | 'view'>;

const hookAlarm = 'The alarm hook checks it once, after the test listener has moved.';
const ecsAlarm = 'ECS itself watches it until the end of the deployment, including bake time, and rolls back.';

/** Those that are on, each with a way to turn it off, next to Deploy. */
export function armedChips(data: FaultData) {
  const armed = faultEntries(data).filter(({ isOn }) => isOn);
  if (armed.length === 0) return '';
  return html`<ul class="chips" aria-label="Faults that are on">${armed.map(
    (entry) =>
      html`<li data-key="${entry.key}">${faultForm(entry, html`<button type="submit" class="chip" title="${nameOnChip(entry)}"><span class="visually-hidden">Turn off: </span><span class="fault">${nameOnChip(entry)}</span> <span aria-hidden="true">✕</span></button>`)}</li>`,
  )}</ul>`;
}

function nameOnChip({ name, strikes }: FaultEntry): string {
  return strikes === 'next' ? `${name}, next time` : name;
}

/** Everything that can go wrong. */
export function faultMenu(data: FaultData) {
  return html`<details class="menu" data-key="faults" id="fault-menu"><summary class="chip add">+ fault</summary>
    <div class="sheet"><p class="soft small">Injected into this deployment if it has not passed the place, otherwise into the next one.</p>
    <ul class="faults">${faultEntries(data).map(
      (
        entry,
      ) => html`<li data-key="${entry.key}"><div><strong>${entry.name}</strong><p class="soft small">${entry.words}</p>
          ${entry.command && html`<p class="small"><code>${entry.command}</code></p>`}</div>
        ${faultForm(entry, html`<button type="submit" class="button" aria-pressed="${String(entry.isOn)}">${entry.isOn ? 'Turn off' : 'Inject'}<span class="visually-hidden"> ${entry.name}</span></button>`)}</li>`,
    )}</ul></div></details>`;
}

function faultForm({ form, on, off, isOn }: FaultEntry, button: unknown) {
  return html`<form method="post" action="/actions/${form}">${Object.entries(isOn ? off : on).map(
    ([field, value]) => html`<input type="hidden" name="${field}" value="${value}">`,
  )}${button}</form>`;
}

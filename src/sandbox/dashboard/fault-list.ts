import { html } from 'hono/html';
import type { SandboxData } from '../view/sandbox-data.ts';
import { sandboxFaultKinds, sandboxFaults } from '../view/sandbox-faults.ts';

/** Every fault that can be injected: its effect, and its button. */
export function faultList({ alarms, isBroken, isSlow, faults }: SandboxData) {
  return html`<ul class="faults">
    ${alarms.map(({ name, watcher, isRaised }) =>
      entry({
        ...{ key: name, name: `Alarm ${name}`, isOn: isRaised, words: alarmWords[watcher] },
        form: 'alarm',
        fields: { name, state: isRaised ? 'OK' : 'ALARM' },
        button: isRaised ? 'Clear alarm' : 'Raise alarm',
      }),
    )}
    ${entry({
      ...{ key: 'broken', name: 'Broken version', isOn: isBroken },
      words: 'The version being deployed, or otherwise the next one, answers with status 500.',
      form: 'break',
      fields: { broken: isBroken ? 'no' : 'yes' },
      button: isBroken ? 'Fix new version' : 'Break new version',
    })}
    ${entry({
      ...{ key: 'slow', name: 'Slow version', isOn: isSlow },
      words: 'The same version takes 400 ms more for each page: found only by a comparison of metrics.',
      form: 'slow',
      fields: { slow: isSlow ? 'no' : 'yes' },
      button: isSlow ? 'Speed up new version' : 'Slow down new version',
    })}
    ${sandboxFaultKinds.map((kind) => {
      const isOn = faults.includes(kind);
      return entry({
        ...{ key: kind, ...sandboxFaults[kind], isOn },
        form: 'fault',
        fields: { kind, on: isOn ? 'no' : 'yes' },
        button: isOn ? 'Cancel' : 'Let it happen',
      });
    })}
  </ul>`;
}

const alarmWords = {
  hook: 'The alarm hook checks it once, after the test listener has moved.',
  ecs: 'ECS itself watches it until the end of the deployment, including bake time, and rolls back.',
} as const;

type Entry = {
  key: string;
  name: string;
  words: string;
  isOn: boolean;
  form: string;
  fields: Readonly<Record<string, string>>;
  button: string;
};

function entry({ key, name, words, isOn, form, fields, button }: Entry) {
  return html`<li data-key="${key}">
    <div><p><strong>${name}</strong>${isOn ? html` <span class="status waiting">on</span>` : ''}</p><p class="soft small">${words}</p></div>
    <form method="post" action="/actions/${form}">${Object.entries(fields).map(
      ([field, value]) => html`<input type="hidden" name="${field}" value="${value}">`,
    )}<button type="submit" class="button">${button}<span class="visually-hidden"> (${name})</span></button></form>
  </li>`;
}

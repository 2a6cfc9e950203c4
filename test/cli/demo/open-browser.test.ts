import { expect, test } from 'vitest';
import { browserCommand } from '../../../src/cli/demo/open-browser.ts';

const url = 'http://127.0.0.1:8090/';
const desktop = { DISPLAY: ':0' };

test.each([
  ['darwin', {}, ['open', url]],
  ['win32', {}, ['cmd', '/c', 'start', '""', url]],
  ['linux', desktop, ['xdg-open', url]],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open', url]],
  ['linux', { ...desktop, CI: 'false' }, ['xdg-open', url]],
] as const)('on %s with %j the page is opened by %j', (platform, env, command) => {
  expect(browserCommand(url, { platform, env, isTerminal: true })).toEqual(command);
});

test.each([
  ['in CI', { platform: 'darwin', env: { CI: 'true' }, isTerminal: true }],
  ['without a terminal', { platform: 'darwin', env: {}, isTerminal: false }],
  ['on a Linux without a desktop', { platform: 'linux', env: {}, isTerminal: true }],
] as const)('nothing is opened %s', (_where, place) => {
  expect(browserCommand(url, place)).toBeUndefined();
});

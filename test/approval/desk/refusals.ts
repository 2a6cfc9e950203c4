import { foreignKeys, keyOf, rotatedKeys, type Setup } from '../../helpers/approval.ts';

/** What goes wrong with a link, what the page says then, and with which status. */
export const refusals: [string, (setup: Setup) => string, number, string][] = [
  ['is cut short', ({ link }) => link().slice(0, -7), 400, 'This link is incomplete or changed'],
  ['has letters behind it', ({ link }) => `${link()}abc`, 400, 'This link is incomplete or changed'],
  ['is no token at all', () => '/a/hello', 400, 'This link is incomplete or changed'],
  [
    'was signed by somebody else',
    ({ link }) => link('link holder', { keys: foreignKeys }),
    403,
    'This link is not valid',
  ],
  [
    'was signed with a key that was withdrawn',
    ({ link }) => link('link holder', { keys: { ...rotatedKeys, current: 'k2' } }),
    403,
    'This link is not valid',
  ],
  [
    'was changed',
    ({ link }) => link().replace(/(?<=v1\.k1\..{30})./, (letter) => (letter === 'A' ? 'B' : 'A')),
    403,
    'This link is not valid',
  ],
  [
    'has expired',
    ({ link }) => link('link holder', { expiresAt: new Date('2026-11-22T13:00:00Z') }),
    410,
    'This link has expired',
  ],
  [
    'is for a request that is not in the ledger',
    ({ link }) => link('link holder', { key: keyOf({ gate: 'other' }) }),
    404,
    'There is no such request',
  ],
];

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { append, type Chains, lineOf, sealRecord } from '../../../../src/cli/audit/export/chain.ts';
import { verifyChain } from '../../../../src/cli/audit/verify/verify-chain.ts';
import { verifyFile } from '../../../../src/cli/audit/verify/verify-file.ts';
import { exported, fileOf, filledLedger } from '../audit-setup.ts';

const original = await exported(filledLedger().bucket);
const lines = original.text.trimEnd().split('\n');
const joined = (changed: readonly string[]) => `${changed.join('\n')}\n`;
const parse = (line = '') => JSON.parse(line) as Record<string, unknown>;

async function kindsIn(content: string | Uint8Array, anchor?: string): Promise<string[]> {
  const { findings } = await verifyFile(await fileOf(content), { anchor });
  return [...new Set(findings.map(({ kind }) => kind))];
}

/** Somebody who knows how the chain is made writes it again for these records. */
function recomputed(records: readonly Record<string, unknown>[]): string {
  const header = parse(lines[0]) as { hash: string };
  const chains: Chains = new Map();
  const chained = records.map(({ seq: _seq, prev: _prev, hash: _hash, ...content }) =>
    append(chains, header.hash, content as { service: string }),
  );
  const services = Object.fromEntries(chains);
  const trailer = sealRecord({ kind: 'trailer', header: header.hash, records: chained.length, services });
  return [header, ...chained, trailer].map(lineOf).join('');
}

describe('an export', () => {
  test('is complete and unchanged as it was written', async () => {
    expect(await verifyFile(await fileOf(original.text), { anchor: original.anchor })).toEqual({
      ...{ findings: [], records: 7, services: 2, anchor: original.anchor },
    });
  });

  test.each<[string, readonly string[], string[]]>([
    ['an edited record', lines.with(2, (lines[2] ?? '').replace('"fine"', '"good"')), ['edited']],
    ['a record in other bytes that say the same', lines.with(2, `${lines[2]} `), ['form']],
    ['a record that is not one', lines.with(2, 'nothing to see'), ['unreadable', 'missing', 'trailer']],
    ['a missing record', lines.toSpliced(2, 1), ['missing', 'trailer']],
    ['a missing last record of a service', lines.toSpliced(4, 1), ['trailer', 'missing']],
    ['a record that is there twice', lines.toSpliced(2, 0, lines[2] ?? ''), ['duplicate', 'trailer']],
    ['two records in another order', lines.with(1, lines[2] ?? '').with(2, lines[1] ?? ''), ['missing', 'order']],
    ['an inserted record', lines.toSpliced(2, 0, inserted()), ['inserted', 'trailer']],
    ['a record with a new hash', lines.with(2, resealed(2)), ['edited']],
    ['an export without its end', lines.slice(0, -1), ['truncated']],
    ['an export that ends in the middle', lines.slice(0, 4), ['truncated']],
    ['something after the end', [...lines, lines[1] ?? ''], ['appended', 'order', 'trailer']],
    ['an export without its header', lines.slice(1), ['header', 'edited']],
    ['another range in the header', lines.with(0, (lines[0] ?? '').replace('2026-11-01', '2026-11-20')), ['edited']],
    ['another range in the header, with a new hash', lines.with(0, reheaded()), ['edited', 'trailer']],
    [
      'another count in the trailer',
      lines.with(-1, (lines.at(-1) ?? '').replace('"records":7', '"records":6')),
      ['edited', 'trailer'],
    ],
  ])('with %s is found', async (_what, changed, kinds) => {
    expect((await kindsIn(joined(changed))).sort()).toEqual([...kinds].sort());
  });

  test('without its last line feed is found', async () => {
    expect(await kindsIn(original.text.trimEnd())).toEqual(['form']);
  });

  test('that was made again without a record is found by its anchor, and by nothing else', async () => {
    const forged = recomputed(lines.slice(1, -1).toSpliced(2, 1).map(parse));

    expect(await kindsIn(forged)).toEqual([]);
    expect(await kindsIn(forged, original.anchor)).toEqual(['anchor']);
  });

  test('without a trailer does not match any anchor', async () => {
    expect(await kindsIn(joined(lines.slice(0, -1)), original.anchor)).toEqual(['truncated', 'anchor']);
  });

  test('is found to be changed after a change of any byte', async () => {
    const bytes = Buffer.from(original.text);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = ((changed[at] ?? 0) + by) % 256;
        expect(await kindsIn(changed)).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('is found to be changed after any records were removed, repeated or moved', async () => {
    const positions = fc.array(fc.nat(lines.length - 1), { maxLength: lines.length + 2 });
    await fc.assert(
      fc.asyncProperty(positions, async (order) => {
        fc.pre(order.join() !== lines.map((_line, at) => at).join());
        expect(await kindsIn(joined(order.map((at) => lines[at] ?? '')))).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('of another kind of file is not believed', async () => {
    for (const content of ['account,region\r\n', '\n[{"targetType": "PAUSE"}]', '\ufeff{}', 'noise\n'.repeat(2000)])
      await expect(kindsIn(content)).rejects.toThrow(/ is not an audit export$/);
    expect(await kindsIn('')).toEqual(['truncated']);
    await expect(verifyFile('/nowhere/audit.jsonl', {})).rejects.toThrow(
      '/nowhere/audit.jsonl cannot be read: there is no such file',
    );
    await expect(verifyFile('/', {})).rejects.toThrow('/ cannot be read: it is a folder');
  });

  test('with anything left of it is an export that was changed', async () => {
    for (const line of [lines[0], lines[3], lines.at(-1)])
      expect(await kindsIn(`something else\n${line}\n`)).toContain('unreadable');
  });

  test('with more findings than anybody reads ends early', async () => {
    async function* noise() {
      for (let number = 1; ; number += 1) yield { number, text: 'noise', isEnded: true };
    }
    expect((await verifyChain(noise())).findings.length).toBeLessThan(1010);
  });
});

/** Between the first two records, with a hash of its own, and as if it followed the first. */
function inserted(): string {
  const [first, second] = [parse(lines[1]), parse(lines[2])];
  const { hash: _hash, ...content } = second;
  return lineOf(
    sealRecord({ ...content, key: String(first['key']).replace('.json', '.x.json'), prev: first['hash'] }),
  ).trimEnd();
}

function resealed(at: number): string {
  const { hash: _hash, ...content } = parse(lines[at]);
  return lineOf(sealRecord({ ...content, status: 'REJECTED' })).trimEnd();
}

function reheaded(): string {
  const { hash: _hash, ...content } = parse(lines[0]);
  return lineOf(sealRecord({ ...content, since: '2026-11-20T00:00:00.000Z' })).trimEnd();
}

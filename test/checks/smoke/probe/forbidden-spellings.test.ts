import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { whyForbidden } from '../../../../src/checks/smoke/probe/forbidden-address.ts';
import { serveHttp } from '../local-servers.ts';
import { sendProbe } from '../probe-requests.ts';

const inLambda = { allowLoopback: false };

/** What must never be reached, written down once more and without the code under test. */
const oracle = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
  ['255.255.255.255', 32],
] as const) {
  oracle.addSubnet(net, prefix, 'ipv4');
}

type Bytes = readonly [number, number, number, number];

/** Addresses around the borders of the forbidden ranges, and any. */
const address: fc.Arbitrary<Bytes> = fc.oneof(
  fc.tuple(
    fc.constantFrom(0, 1, 10, 126, 127, 128, 168, 169, 170, 172, 223, 224, 239, 240, 255),
    byte(),
    byte(),
    byte(),
  ),
  fc.tuple(fc.constant(169), fc.constantFrom(253, 254, 255), byte(), byte()),
  fc.constantFrom<Bytes>(
    [169, 254, 169, 254],
    [169, 254, 170, 2],
    [169, 254, 170, 23],
    [127, 0, 0, 1],
    [255, 255, 255, 255],
    [10, 0, 0, 1],
  ),
);

function byte() {
  return fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 254, 255));
}

describe('the spellings of an IPv4 address', () => {
  test('in a URL are refused exactly if the address is, however they are written', () => {
    fc.assert(
      fc.property(address, fc.nat(9), (bytes, how) => {
        const spelling = spellIpv4(bytes, how);
        const { hostname } = new URL(`http://${spelling}/`);
        expect(`${spelling}: ${whyForbidden(hostname, inLambda) !== undefined}`).toBe(
          `${spelling}: ${isForbidden(bytes)}`,
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('inside an IPv6 address are refused exactly if the address is', () => {
    fc.assert(
      fc.property(address, fc.nat(11), fc.boolean(), (bytes, how, isBracketed) => {
        const bare = spellIpv6(bytes, how);
        const spelling = isBracketed ? `[${bare}]` : bare;
        expect(`${spelling}: ${whyForbidden(spelling, inLambda) !== undefined}`).toBe(
          `${spelling}: ${isForbidden(bytes)}`,
        );
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    'fe80::1%eth0',
    'fe80::1%25eth0',
    '[fe80::1%1]',
    '::1%lo',
    '::ffff:169.254.169.254%eth0',
    'fd00:ec2::254%eth0',
  ])('with a zone (%s) are refused', (spelling) => {
    expect(whyForbidden(spelling, inLambda)).toBeDefined();
  });

  test.each(['64:ff9b:1:a9fe:a9:fe00::', '64:ff9b:1:0:a9:fea9:fe00:0', '64:ff9b:1:a9:fe:a9fe::'])(
    'in a NAT64 prefix that is shorter (%s) are refused',
    (spelling) => {
      expect(whyForbidden(spelling, inLambda)).toBeDefined();
    },
  );
});

test('the local range of NAT64 with an ordinary address is allowed', () => {
  expect(whyForbidden('64:ff9b:1::10.0.0.1', inLambda)).toBeUndefined();
});

describe('a name that leads somewhere else the second time', () => {
  test('is connected to at the address that was checked: each connection has one lookup', async () => {
    const server = await serveHttp((_request, response) => response.setHeader('connection', 'close').end('ok'));
    let lookups = 0;
    const lookup = (
      _hostname: string,
      { all }: { all?: boolean | undefined },
      found: (error: null, address: string | { address: string; family: number }[], family?: number) => void,
    ) => {
      lookups += 1;
      // Harmless when it is checked, metadata if anybody asked again.
      const to = lookups === 1 ? '127.0.0.1' : '169.254.169.254';
      if (all) found(null, [{ address: to, family: 4 }]);
      else found(null, to, 4);
    };
    const name = { hostname: 'rebinding.example', host: 'rebinding.example', port: server.port };

    expect(await sendProbe(name, { lookup })).toMatchObject({ kind: 'answer', body: Buffer.from('ok') });
    expect(lookups).toBe(1);
    expect(await sendProbe(name, { lookup })).toEqual({
      kind: 'refused',
      problem: 'rebinding.example leads to a link-local address, where metadata services are',
    });
    expect(server.connections).toBe(1);
  });
});

function isForbidden(bytes: Bytes): boolean {
  return oracle.check(bytes.join('.'), 'ipv4');
}

/** Ways of WHATWG's URL, and of inet_aton, to write an IPv4 address. */
function spellIpv4([a, b, c, d]: Bytes, how: number): string {
  const all = ((a * 256 + b) * 256 + c) * 256 + d;
  const forms = [
    `${a}.${b}.${c}.${d}`,
    String(all),
    `0x${all.toString(16)}`,
    `0${all.toString(8)}`,
    `0x${a.toString(16)}.0${b.toString(8)}.${c}.${d}`,
    `${a}.${b * 65536 + c * 256 + d}`,
    `${a}.${b}.${c * 256 + d}`,
    `${a}.${b}.${c}.${d}.`,
    `0X${a.toString(16)}.${b}.${c}.0x${d.toString(16)}`,
    [a, b, c, d].map((each) => `%3${String(each)[0]}${String(each).slice(1)}`).join('.'),
  ];
  return forms[how] ?? '';
}

/** Ways of IPv6 to hold an IPv4 address. */
function spellIpv6([a, b, c, d]: Bytes, how: number): string {
  const dotted = `${a}.${b}.${c}.${d}`;
  const [high = '', low = ''] = [a * 256 + b, c * 256 + d].map((word) => word.toString(16));
  const forms = [
    `::ffff:${dotted}`,
    `::FFFF:${high}:${low}`,
    `0:0:0:0:0:ffff:${high}:${low}`,
    `::ffff:0:${dotted}`,
    `64:ff9b::${dotted}`,
    `64:ff9b::${high}:${low}`,
    `0064:FF9B:0000::${high}:${low}`,
    `2002:${high}:${low}::`,
    `2002:${high}:${low}:1::1`,
    `2001:db8::5efe:${dotted}`,
    `2001:db8::200:5efe:${high}:${low}`,
    `2001:0:c633:6407::${(0xffff - (a * 256 + b)).toString(16)}:${(0xffff - (c * 256 + d)).toString(16)}`,
  ];
  return forms[how] ?? '';
}

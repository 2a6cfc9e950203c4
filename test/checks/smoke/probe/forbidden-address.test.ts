import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { whyForbidden } from '../../../../src/checks/smoke/probe/forbidden-address.ts';

const inLambda = { allowLoopback: false };

describe('whyForbidden', () => {
  test.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['::1', 'loopback'],
    ['[::1]', 'loopback'],
    ['localhost', 'loopback'],
    ['LocalHost.', 'loopback'],
    ['anything.localhost', 'loopback'],
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['::', 'unspecified'],
    ['169.254.169.254', 'link-local'],
    ['169.254.170.2', 'link-local'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['::127.0.0.1%eth0', 'loopback'],
    ['febf:ffff::1', 'link-local'],
    ['fd00:ec2::254', 'a local service of AWS'],
    ['fd00:ec2::23', 'a local service of AWS'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'multicast'],
    ['ff02::1', 'multicast'],
    // IPv4 addresses inside IPv6 addresses.
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['::ffff:169.254.169.254', 'link-local'],
    ['::127.0.0.1', 'loopback'],
    ['::7f00:1', 'loopback'],
    ['::ffff:0:127.0.0.1', 'loopback'],
    ['64:ff9b::127.0.0.1', 'loopback'],
    ['64:ff9b::a9fe:a9fe', 'link-local'],
    ['64:ff9b:1::169.254.169.254', 'link-local'],
    ['2002:7f00:1::', 'loopback'],
    ['2002:a9fe:a9fe::1', 'link-local'],
    ['2001:0:a9fe:a9fe::', 'link-local'],
    ['2001:0:808:808:0:0:80ff:fffe', 'loopback'],
    ['2001:db8::5efe:127.0.0.1', 'loopback'],
    ['2001:db8::200:5efe:a9fe:a9fe', 'link-local'],
    // The one address in which the last two bytes decide.
    ['::255.255.255.255', 'multicast'],
    ['::ffff:255.255.255.255', 'multicast'],
    ['64:ff9b::255.255.255.255', 'multicast'],
    ['2001:0:808:808::', 'multicast'],
    ['2002:7f00:1:0:0:0:0:1', 'loopback'],
  ])('RL1 refuses %s', (address, why) => {
    expect(whyForbidden(address, inLambda)).toContain(why);
  });

  test.each([
    '10.0.0.1',
    '172.31.255.254',
    '192.168.1.1',
    '126.255.255.255',
    '128.0.0.1',
    '198.51.100.7',
    '2600:1f14::1',
    'fd00::1',
    'fec0::1',
    '64:ff9b::c633:6407',
    '2002:c633:6407::1',
    '::ffff:10.0.0.1',
    // Outside the local range of NAT64, although a loopback address is where it would be in there.
    '2a00:ff9b:1:7f00::',
    '64:1:1:7f00::',
    '64:ff9b:0:0:7f:0:800:0',
    '64:1::127.0.0.1',
    '2600:ff9b::127.0.0.1',
    '2001:0:808:808::1',
    '2001:db8:0:0:1:5efe:127.0.0.1',
    'shop.example',
    'localhost.example',
    'notlocalhost',
  ])('RL1 allows %s', (address) => {
    expect(whyForbidden(address, inLambda)).toBeUndefined();
  });

  test('RL1 allows loopback if that is configured, and nothing else', () => {
    const rules = { allowLoopback: true };
    for (const address of ['127.0.0.1', '::1', 'localhost', '::ffff:127.0.0.1']) {
      expect(whyForbidden(address, rules)).toBeUndefined();
    }
    for (const address of ['0.0.0.0', '::', '169.254.169.254', '64:ff9b::a9fe:a9fe', 'fd00:ec2::254']) {
      expect(whyForbidden(address, rules)).toBeDefined();
    }
  });

  test('RL1 refuses an IPv6 address exactly if it refuses the IPv4 address in it', () => {
    const bytes = fc.tuple(
      fc.constantFrom(0, 10, 127, 169, 198, 224),
      fc.constantFrom(0, 254, 51),
      fc.nat(255),
      fc.nat(255),
    );
    fc.assert(
      fc.property(bytes, ([a, b, c, d]) => {
        const dotted = `${a}.${b}.${c}.${d}`;
        const hex = [a * 256 + b, c * 256 + d].map((word) => word.toString(16)).join(':');
        const expected = whyForbidden(dotted, inLambda);
        for (const form of [`::ffff:${dotted}`, `::ffff:${hex}`, `64:ff9b::${dotted}`, `2002:${hex}::1`]) {
          expect(`${form} ${whyForbidden(form, inLambda)}`).toBe(`${form} ${expected}`);
        }
      }),
      { numRuns: 500 },
    );
  });
});

import { BlockList, isIP, SocketAddress } from 'node:net';

/** Exceptions from the forbidden addresses. */
export type AddressRules = {
  /** Allows 127.0.0.0/8 and ::1, for a computer that runs both sides. Never anything else. */
  allowLoopback: boolean;
};

/**
 * Why nothing is ever sent to this host, as a clause for people; undefined if it may be reached. An IPv4 address counts in all the ways in
 * which IPv6 can hold one (mapped, compatible, translated, NAT64, 6to4, Teredo, ISATAP). A name is refused if it is one for loopback; where
 * any other name leads is known only after it was looked up.
 *
 * @param host - an address or a name, as it is written in a URL, IPv6 with or without brackets
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 * @example
 * whyForbidden('[64:ff9b::a9fe:a9fe]', { allowLoopback: false }); // 'a link-local address, where metadata services are'
 */
export function whyForbidden(host: string, { allowLoopback }: AddressRules): string | undefined {
  const bare = host.replace(/^\[(.*)\]$/, '$1').replace(/%.*/, '');
  const kind = isIP(bare) === 0 ? kindOfName(bare) : kindOfAddress(bare);
  return kind === 'loopback' && allowLoopback ? undefined : kind && clauses[kind];
}

const clauses = {
  loopback: 'a loopback address, which is the function itself',
  unspecified: 'an unspecified address, which is the function itself',
  linkLocal: 'a link-local address, where metadata services are',
  amazon: 'an address of a local service of AWS, where metadata services are',
  multicast: 'a multicast or broadcast address',
} as const;

type Kind = keyof typeof clauses;

const ranges: readonly (readonly [Kind, net: string, prefix: number])[] = [
  ['unspecified', '0.0.0.0', 8],
  ['loopback', '127.0.0.0', 8],
  ['linkLocal', '169.254.0.0', 16],
  ['multicast', '224.0.0.0', 4],
  ['multicast', '255.255.255.255', 32],
  ['unspecified', '::', 128],
  ['loopback', '::1', 128],
  ['linkLocal', 'fe80::', 10],
  ['amazon', 'fd00:ec2::', 32],
  ['multicast', 'ff00::', 8],
];

const lists = ranges.map(([kind, net, prefix]) => {
  const list = new BlockList();
  list.addSubnet(net, prefix, familyOf(net));
  return { kind, list };
});

function kindOfName(name: string): Kind | undefined {
  return /^(.+\.)?localhost\.?$/i.test(name) ? 'loopback' : undefined;
}

function kindOfAddress(address: string): Kind | undefined {
  const family = familyOf(address);
  const own = lists.find(({ list }) => list.check(address, family))?.kind;
  if (own !== undefined || family === 'ipv4') return own;
  return embeddedAddresses(address)
    .map(kindOfAddress)
    .find((kind) => kind !== undefined);
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** The IPv4 addresses that an IPv6 address can stand for. */
function embeddedAddresses(address: string): readonly string[] {
  const words = wordsOf(address);
  const at = (first: number, second: number) => toIpv4(words[first] ?? 0, words[second] ?? 0);
  const found: string[] = [];
  if (words.slice(0, 4).every((word) => word === 0)) found.push(at(6, 7)); // compatible, mapped, translated
  if (words[0] === 0x64 && words[1] === 0xff9b) found.push(at(6, 7)); // NAT64, and its local range
  if (words[0] === 0x64 && words[1] === 0xff9b && words[2] === 1) found.push(...localNat64(words));
  if (words[0] === 0x2002) found.push(at(1, 2)); // 6to4
  if (words[0] === 0x2001 && words[1] === 0) found.push(at(2, 3), toIpv4(~(words[6] ?? 0), ~(words[7] ?? 0))); // Teredo
  if (((words[4] ?? 0) & 0xfdff) === 0 && words[5] === 0x5efe) found.push(at(6, 7)); // ISATAP
  return found;
}

/**
 * In the local range of NAT64 the prefix may have 48, 56 or 64 bits. Then the address goes around the ninth byte, and zeros follow.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6052#section-2.2
 */
function localNat64(words: readonly number[]): readonly string[] {
  const bytes = words.flatMap((word) => [word >> 8, word & 0xff]).filter((_, index) => index !== 8);
  const starts = [6, 7, 8].filter((start) => bytes.slice(start + 4).every((byte) => byte === 0));
  return starts.map((start) => bytes.slice(start, start + 4).join('.'));
}

/** Eight numbers of 16 bits. */
function wordsOf(address: string): readonly number[] {
  // In its canonical form, which has no dotted end unless the address is a mapped one.
  const canonical = new SocketAddress({ address, family: 'ipv6' }).address;
  const hex = canonical.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_dotted, a, b, c, d) =>
    [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((word) => word.toString(16)).join(':'),
  );
  const [before = [], after = []] = hex.split('::').map((part) => part.split(':').filter(Boolean));
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after].map((word) => Number.parseInt(word, 16));
}

function toIpv4(high: number, low: number): string {
  return [high >> 8, high, low >> 8, low].map((byte) => byte & 0xff).join('.');
}

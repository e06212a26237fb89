import ipaddr from 'ipaddr.js';

type Range = [ipaddr.IPv6, number];

/** The part of IPv6 that has been assigned for global unicast so far (RFC 4291, IANA registry). */
const globalUnicast: Range = [ipaddr.IPv6.parse('2000::'), 3];

/** The well-known prefix under which IPv6-only networks reach IPv4 (RFC 6052). */
const nat64: Range = [ipaddr.IPv6.parse('64:ff9b::'), 96];

/** Azure's platform endpoint (metadata, DNS, health): a public address that serves only the machine itself. */
const azurePlatform = '168.63.129.16';

/**
 * Whether strangers may make us connect to an address: only if it is global unicast. IPv4-mapped and NAT64 addresses
 * count as the IPv4 address inside them. 6to4, Teredo, ISATAP and local-use NAT64, which embed one too, are refused, and
 * so is anything that is not an address.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address instanceof ipaddr.IPv4) return isPublicIpv4(address);
  if (address.match(nat64)) return isPublicIpv4(new ipaddr.IPv4(address.toByteArray().slice(-4)));
  return address.match(globalUnicast) && address.range() === 'unicast' && !isIsatap(address);
}

function isPublicIpv4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast' && address.toString() !== azurePlatform;
}

/** RFC 5214: an interface identifier of (0 or 200):5efe followed by the IPv4 address. */
function isIsatap(address: ipaddr.IPv6): boolean {
  return (address.parts[4]! & ~0x0200) === 0 && address.parts[5] === 0x5efe;
}

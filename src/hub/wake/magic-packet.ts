import wakeOnLan from 'wake_on_lan';

/**
 * The magic packet for a MAC address: six bytes of ones, sixteen times the address, and the six bytes of a SecureOn
 * password, where there is one.
 * @param secureOn in the notation of a MAC address
 */
export function magicPacket(mac: string, secureOn?: string): Buffer {
  const packet = wakeOnLan.createMagicPacket(mac);
  if (secureOn === undefined) return packet;
  return Buffer.concat([packet, Buffer.from(secureOn.replaceAll(':', ''), 'hex')]);
}

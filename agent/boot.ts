import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

/** @returns a text that changes with every boot. Without Linux's own id: the time of the boot, to ten seconds. */
export function readBootId(now: Date): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return `boot-${Math.round((now.getTime() / 1000 - uptime()) / 10)}`;
  }
}

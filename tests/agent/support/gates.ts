import { execFileSync } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

/** Something a procedure waits for (`cat PATH`) until the test opens it. */
export class Gate {
  readonly path: string;

  constructor(folder: string) {
    this.path = join(folder, 'gate');
    execFileSync('mkfifo', [this.path]);
  }

  /** Lets the procedure go on. Waits until it is there. */
  async open(): Promise<void> {
    const file = await open(this.path, 'w');
    await file.close();
  }
}

import { Releases } from '#releases.ts';

const open = new Set<Releases>();

/** Lets go of everything the action acquires, however it ends; an interruption does, too. */
export async function releasing<Result>(action: (releases: Releases) => Promise<Result>): Promise<Result> {
  const releases = new Releases((name, problem) => console.error(`${name}: ${problem}`));
  open.add(releases);
  try {
    return await action(releases);
  } finally {
    await releases.releaseAll();
    open.delete(releases);
  }
}

/** No database and no folder is left behind by somebody who has seen enough. */
export function releaseWhenInterrupted(): void {
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (interrupted) return;
      interrupted = true;
      void Promise.all([...open].map((releases) => releases.releaseAll())).then(() => process.exit(130));
    });
}

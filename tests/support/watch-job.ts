import { io } from 'socket.io-client';
import type { Serving } from '#serve.ts';
import { SESSION_COOKIE } from '#hub/session-cookie.ts';
import { CONSOLE_NAMESPACE, hubToConsole, type Topic } from '#protocol/console.ts';
import type { JobView } from '#protocol/views/container.ts';
import { ADMIN, ADMIN_PASSWORD } from './test-hub.ts';

const LIMIT_MILLISECONDS = 100_000;

/** Watches a job as a console does, over a socket, until it is as expected. */
export async function watchJob(
  serving: Serving,
  wish: { jobId: string; topic: Topic; fits: (job: JobView) => boolean },
): Promise<JobView> {
  const { hub, address } = serving;
  const { secret } = await hub.commands.signIn(
    { name: 'admin', password: ADMIN_PASSWORD },
    { address: '127.0.0.1' },
  );
  const socket = io(address + CONSOLE_NAMESPACE, {
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: { cookie: `${SESSION_COOKIE}=${secret}`, origin: address },
  });
  let last: JobView | undefined;
  try {
    return await new Promise<JobView>((resolve, reject) => {
      const limit = AbortSignal.timeout(LIMIT_MILLISECONDS);
      limit.onabort = () => reject(new Error(`not as expected in time: ${JSON.stringify(last)}`));
      const look = (job: JobView): void => {
        last = job;
        if (wish.fits(job)) resolve(job);
      };
      socket.on('changes', (message: unknown) => {
        for (const change of hubToConsole.changes.message.parse(message).changes) {
          if (change.kind === 'job' && change.job.id === wish.jobId) look(change.job);
        }
      });
      socket.on('connect_error', reject);
      socket.on('connect', () => {
        socket
          .emitWithAck('watch', { topic: wish.topic })
          .then(() => hub.queries.job(ADMIN, wish.jobId))
          .then(look, reject);
      });
    });
  } finally {
    socket.disconnect();
  }
}

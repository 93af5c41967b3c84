import { error, json } from '@sveltejs/kit';
import { SHOWN_COMPUTERS, SHOWN_JOBS, type ShownPlan } from '$lib/assistant/shown-plan.ts';
import { actorOf } from '$lib/server/actor.ts';
import { requireOwnOrigin } from '$lib/server/own-origin.ts';
import { loaded } from '$lib/server/refusal.ts';
import { ERRORS } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { reasonSentence } from '#protocol/plan.ts';
import { PreviewDeployment } from '#protocol/requests.ts';
import type { PlannedComputerView } from '#protocol/views/preview.ts';
import type { RequestHandler } from './$types';

const Wish = PreviewDeployment.omit({ limit: true });

/** What the deployment of the form would do: its totals and a page of its computers, reasons in words. */
export const POST: RequestHandler = async (event) => {
  requireOwnOrigin(event);
  const actor = actorOf(event);
  const body = await jsonOf(event.request);
  const preview = await loaded(
    (async () =>
      event.locals.hub.queries.previewDeployment(actor, { ...parse(Wish, body), limit: SHOWN_COMPUTERS }))(),
  );
  const shown: ShownPlan = { ...preview, computers: preview.computers.map(shownComputer) };
  return json(shown);
};

async function jsonOf(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    const [status, message] = ERRORS.invalidInput;
    error(status, { message, code: 'invalidInput', fields: [] });
  }
}

const shownComputer = ({ jobs, ...computer }: PlannedComputerView): ShownPlan['computers'][number] => ({
  ...computer,
  jobs: jobs
    .slice(0, SHOWN_JOBS)
    .map(({ reasons, ...job }) => ({ ...job, reasons: reasons.map(reasonSentence) })),
  moreJobs: Math.max(0, jobs.length - SHOWN_JOBS),
});

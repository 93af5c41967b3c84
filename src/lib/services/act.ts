import { deserialize } from '$app/forms';
import { invalidateAll } from '$app/navigation';
import { problemIn, type FormProblem } from './form-problem.ts';

type Data = Record<string, unknown> | undefined;

/**
 * Sends a form action of this page that asks for nothing first: what it does can be undone.
 * @returns what is wrong; undefined when it was done.
 */
export async function act(
  action: string,
  values: Record<string, string> = {},
): Promise<FormProblem | undefined> {
  try {
    const response = await fetch(action, {
      method: 'POST',
      headers: { accept: 'application/json', 'x-sveltekit-action': 'true' },
      body: new URLSearchParams(values),
    });
    const problem = problemIn(deserialize<Data, Data>(await response.text()));
    if (problem === undefined) await invalidateAll();
    return problem;
  } catch (error) {
    return problemIn({ type: 'error', error });
  }
}

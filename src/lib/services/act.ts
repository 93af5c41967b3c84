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
  const { problem } = await submit(action, values);
  if (problem === undefined) await invalidateAll();
  return problem;
}

/** What became of a form action: what is wrong, or what its route answers. */
export interface Submitted {
  problem: FormProblem | undefined;
  data: Data;
}

/** The same without loading the page again, as for one of many. */
export async function submit(action: string, values: Record<string, string> = {}): Promise<Submitted> {
  try {
    const response = await fetch(action, {
      method: 'POST',
      headers: { accept: 'application/json', 'x-sveltekit-action': 'true' },
      body: new URLSearchParams(values),
    });
    const result = deserialize<Data, Data>(await response.text());
    return { problem: problemIn(result), data: result.type === 'success' ? result.data : undefined };
  } catch (error) {
    return { problem: problemIn({ type: 'error', error }), data: undefined };
  }
}

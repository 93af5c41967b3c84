import type { FormProblem } from '../services/form-problem.ts';

/** Why nobody was signed in. `retryAfter`: milliseconds to wait, where there were too many tries. */
export interface SignInProblem extends FormProblem {
  retryAfter?: number;
}

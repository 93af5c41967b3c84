import { page } from '$app/state';
import { replaceState } from '$app/navigation';
import { OPTION_NAMES } from '../options/option-values.ts';
import type { FormProblem } from '../services/form-problem.ts';

const PARAMETER = 'options';

/** Whether the options beyond the first few are shown. It stands in the address, so that a reload keeps it. */
export class MoreOptionsSwitch {
  open = $state(page.url.searchParams.get(PARAMETER) === 'all');

  set(open: boolean): void {
    if (open === this.open) return;
    this.open = open;
    const address = new URL(location.href);
    if (open) address.searchParams.set(PARAMETER, 'all');
    else address.searchParams.delete(PARAMETER);
    // Without a load: nothing that the page shows comes from it.
    replaceState(address, page.state);
  }
}

/** Whether something behind the switch is wrong. */
export const concernsMore = (problem: FormProblem | undefined): boolean =>
  problem?.fields.some(({ path }) => OPTION_NAMES.some((name) => name === path)) ?? false;

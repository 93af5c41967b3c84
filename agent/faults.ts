/** @returns the system's code of an error (`ENOSPC`, `ENOENT`, …), undefined when it has none. */
export function systemCode(fault: unknown): string | undefined {
  if (fault instanceof Error && 'code' in fault && typeof fault.code === 'string') return fault.code;
  return fault instanceof Error && fault.cause !== undefined ? systemCode(fault.cause) : undefined;
}

/** @returns one line that says what went wrong. A fetch hides the reason in the cause of its error. */
export function faultText(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const cause = fault.cause === undefined ? '' : `: ${faultText(fault.cause)}`;
  return `${fault.message}${cause}`.slice(0, 1000);
}

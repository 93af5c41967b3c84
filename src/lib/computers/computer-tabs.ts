/** The parts of a computer's page, as its address names them. The first is shown when it names none. */
export const COMPUTER_TABS = ['now', 'timeline', 'packages', 'software', 'hardware', 'wake'] as const;
export type ComputerTab = (typeof COMPUTER_TABS)[number];
export const TAB_PARAMETER = 'tab';
export const JOB_PARAMETER = 'job';

export const tabIn = (parameters: URLSearchParams): ComputerTab =>
  COMPUTER_TABS.find((tab) => tab === parameters.get(TAB_PARAMETER)) ?? 'now';

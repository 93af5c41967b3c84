/** The parts of the page, as its address names them. The first is shown when it names none. */
export const VIEWS = ['table', 'map', 'failures'] as const;
export type ContainerPageView = (typeof VIEWS)[number];
export const VIEW_PARAMETER = 'view';
export const JOB_PARAMETER = 'job';

export const viewIn = (parameters: URLSearchParams): ContainerPageView =>
  VIEWS.find((one) => one === parameters.get(VIEW_PARAMETER)) ?? VIEWS[0];

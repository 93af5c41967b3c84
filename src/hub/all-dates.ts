/** After every date there can be: asked until then, a queue is whole, whatever of it is due. */
export const ALL_DATES = new Date(8_640_000_000_000_000);

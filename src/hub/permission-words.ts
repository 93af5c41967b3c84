/** The least role of a verb, for those who may not ask the domain: the API's document says it of every route. */
export { leastRole } from '#domain/permission.ts';

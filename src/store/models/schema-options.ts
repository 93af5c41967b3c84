/**
 * What every collection has in common. `strict` and `strictQuery` throw, so that a misspelt field is an error and
 * never a query that matches everything. `minimize` off: an empty object (no counts yet) is stored as it is.
 */
export const schemaOptions = {
  versionKey: false,
  strict: 'throw',
  strictQuery: 'throw',
  minimize: false,
  autoIndex: false,
  autoCreate: false,
} as const;

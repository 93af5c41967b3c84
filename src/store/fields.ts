/** An update that makes a document hold exactly these fields: what is absent is taken away, never stored as null. */
export function replacing<Fields extends object>(
  fields: Fields,
  optional: readonly (keyof Fields & string)[],
) {
  const absent = optional.filter((name) => fields[name] === undefined);
  return {
    $set: fields,
    ...(absent.length === 0 ? {} : { $unset: Object.fromEntries(absent.map((name) => [name, '' as const])) }),
  };
}

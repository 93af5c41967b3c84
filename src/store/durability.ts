/** For what is acknowledged to an agent afterwards: on disk, and at a majority where there is a replica set. */
export const DURABLE = { writeConcern: { w: 'majority', j: true } } as const;

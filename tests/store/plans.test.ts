import { expect, it } from 'vitest';
import type { mongo } from 'mongoose';
import type { Store } from '#store/contract/store.ts';
import { besideStore } from '#tests/support/store.ts';
import { describeStore } from './on-database.ts';
import { CALLS } from './plans-calls.ts';
import { fill, type Filled } from './plans-filled.ts';

/** A call on each part of the store, bound to what was filled in. */
const bound = <Part extends keyof typeof CALLS>(part: Part, store: Store, given: Filled) => {
  const methods: Record<string, ((store: Store[Part], given: Filled) => Promise<unknown>)[]> = CALLS[part];
  return Object.entries(methods).flatMap(([method, calls]) =>
    calls.map((call, place) => ({
      title: `${part}.${method} (${place + 1})`,
      run: () => call(store[part], given),
    })),
  );
};

interface Profiled {
  op: string;
  ns: string;
  planSummary?: string;
  hasSortStage?: boolean;
  docsExamined?: number;
  keysExamined?: number;
}

async function profiled(db: mongo.Db, run: () => Promise<unknown>): Promise<Profiled[]> {
  await db.command({ profile: 0 });
  await db.collection('system.profile').drop();
  await db.command({ profile: 2 });
  await run();
  await db.command({ profile: 0 });
  return await db
    .collection<Profiled>('system.profile')
    .find({ ns: { $ne: `${db.databaseName}.system.profile` }, planSummary: { $exists: true } })
    .toArray();
}

describeStore('plans: every method of the store', ({ store, opened }) => {
  it('finds what it looks for over an index, and sorts nothing in memory', { timeout: 120_000 }, async () => {
    const given = await fill(store());
    const calls = [
      ...bound('computers', store(), given),
      ...bound('removals', store(), given),
      ...bound('packages', store(), given),
      ...bound('families', store(), given),
      ...bound('groups', store(), given),
      ...bound('containers', store(), given),
      ...bound('jobs', store(), given),
      ...bound('heldContents', store(), given),
      ...bound('output', store(), given),
      ...bound('installations', store(), given),
      ...bound('access', store(), given),
      ...bound('audit', store(), given),
      ...bound('keyedRequests', store(), given),
      ...bound('wakes', store(), given),
      ...bound('history', store(), given),
      ...bound('timeline', store(), given),
      ...bound('settings', store(), given),
      ...bound('savedFilters', store(), given),
    ];
    const profiles = await besideStore(opened(), (db) => db.command({ profile: 0 })).catch(() => undefined);
    if (profiles === undefined) {
      console.warn(
        '\n*** NOT SHOWN: this database keeps no profile of its plans. They are merely run. ***\n',
      );
      for (const { run } of calls) await run();
      return;
    }
    const wrong: string[] = [];
    let plans = 0;
    await besideStore(opened(), async (db) => {
      // Proof that the profiler sees a scan when there is one.
      const scan = await profiled(db, () => db.collection('jobs').findOne({ createdBy: 'nobody' }));
      expect(scan.map(({ planSummary }) => planSummary)).toStrictEqual(['COLLSCAN']);
      for (const { title, run } of calls) {
        for (const plan of await profiled(db, run)) {
          plans += 1;
          const told = `${title}: ${plan.op} ${plan.planSummary}, ${plan.keysExamined} keys`;
          if (plan.planSummary?.includes('COLLSCAN')) wrong.push(told);
          if (plan.hasSortStage === true) wrong.push(`${told}, sorted in memory`);
          // 1,200 jobs are there: each question concerns one container, computer or page of them.
          if ((plan.keysExamined ?? 0) > 300) wrong.push(`${told}: too many`);
        }
      }
    });
    expect(wrong).toStrictEqual([]);
    expect(plans).toBeGreaterThan(60);
  });
});

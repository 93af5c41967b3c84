import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from '@playwright/test';
import { push } from '#domain/job-state.ts';
import type { HubContext } from '#hub/hub-context.ts';

const SECONDS = 10;
/** Jobs that change in one write, as the dispatcher does it. */
const SLICE = 250;

/** How a page fared while everything on it changed. Milliseconds. */
export interface Fared {
  longestTask: number;
  /** Tasks over 50 ms, as browsers count them. */
  longTasks: number;
  frames: number;
  /** Between two frames: 95 of 100 came sooner. */
  frameP95: number;
  /** Of the last change until the page showed it. */
  shownAfter: number;
}

/** Counts tasks and frames in the page from now on. */
const WATCH = `
  window.fared = { tasks: [], frames: [] };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.fared.tasks.push(entry.duration);
  }).observe({ type: 'longtask' });
  const frame = (at) => {
    window.fared.frames.push(at);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
`;

/** Opens a container, then pushes all its waiting jobs within ten seconds, and looks how the page bears it. */
export async function fareWhileChanging(
  browser: Browser,
  site: {
    address: string;
    secret: string;
    path: string;
    containerId: string;
    context: HubContext;
    shown: (page: Page) => Promise<unknown>;
  },
): Promise<Fared> {
  const { address, secret, path, containerId, context, shown } = site;
  const tabs = await browser.newContext({ baseURL: address, viewport: { width: 1440, height: 900 } });
  try {
    await tabs.addCookies([{ name: 'reveille_session', value: secret, url: address }]);
    const page = await tabs.newPage();
    await page.goto(path);
    await page.getByTestId('connection').filter({ hasText: 'Live' }).first().waitFor();
    // All jobs have been fetched by then.
    await page.waitForLoadState('networkidle');
    await page.evaluate(WATCH);
    await changeAll(context, containerId);
    const ended = performance.now();
    await shown(page);
    const shownAfter = performance.now() - ended;
    const { tasks, frames } = await page.evaluate<{ tasks: number[]; frames: number[] }>('window.fared');
    const gaps = frames
      .slice(1)
      .map((at, index) => at - (frames[index] ?? at))
      .sort((one, other) => one - other);
    return {
      longestTask: Math.max(0, ...tasks),
      longTasks: tasks.length,
      frames: frames.length,
      frameP95: gaps[Math.floor(gaps.length * 0.95)] ?? 0,
      shownAfter,
    };
  } finally {
    await tabs.close();
  }
}

async function changeAll({ store, changes, clock }: HubContext, containerId: string): Promise<void> {
  const began = performance.now();
  const waiting = [];
  for (let after = 0; ;) {
    const jobs = await store.jobs.ofContainer({ containerId, after, limit: 500, states: ['waiting'] });
    waiting.push(...jobs);
    const last = jobs.at(-1);
    if (last === undefined) break;
    after = last.sequence;
  }
  const slices = Math.ceil(waiting.length / SLICE);
  for (let slice = 0; slice < slices; slice += 1) {
    const pushed = waiting.slice(slice * SLICE, (slice + 1) * SLICE).flatMap((job) => {
      const advance = push(job, clock.now());
      return advance.outcome === 'changed' ? [advance.job] : [];
    });
    await changes.settle(await store.jobs.saveMany(pushed), true);
    await pause(Math.max(0, began + ((slice + 1) / slices) * SECONDS * 1000 - performance.now()));
  }
}

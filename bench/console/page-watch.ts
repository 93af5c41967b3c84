import type { Page } from '@playwright/test';
import { percentile } from '../statistics.ts';

/** What a page went through while it was watched. Milliseconds. */
export interface Watched {
  /** Of the browser's main thread. */
  longestTask: number;
  /** Tasks above 50 ms, which people begin to feel. */
  longTasks: number;
  frames: number;
  /** From one frame to the next. */
  frameP95: number;
  slowestFrame: number;
  /** Cumulative layout shift, without what the user caused. */
  shift: number;
}

interface Watch {
  tasks: number[];
  frames: number[];
  shift: number;
}

/** Runs in the page, before anything of it. */
const OBSERVE = `(() => {
  const watch = (window.__watch = { tasks: [], frames: [], shift: 0 });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) watch.tasks.push(entry.duration);
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) watch.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  let last;
  const frame = (at) => {
    if (last !== undefined) watch.frames.push(at - last);
    last = at;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})()`;

export async function observe(page: Page): Promise<void> {
  await page.addInitScript(OBSERVE);
}

/** What happens from now on is told by `seen`. */
export async function forget(page: Page): Promise<void> {
  await page.evaluate(`Object.assign(window.__watch, { tasks: [], frames: [], shift: 0 })`);
}

export async function seen(page: Page): Promise<Watched> {
  const { tasks, frames, shift } = await page.evaluate<Watch>(`window.__watch`);
  return {
    longestTask: Math.max(0, ...tasks),
    longTasks: tasks.length,
    frames: frames.length,
    frameP95: percentile(frames, 0.95),
    slowestFrame: Math.max(0, ...frames),
    shift,
  };
}

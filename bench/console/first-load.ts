import { gzipSync } from 'node:zlib';
import type { BrowserStage } from './stage.ts';

/** What a browser that has never been here fetches for a page, and when it has painted it. */
export interface FirstLoad {
  /** Of all scripts together. */
  gzipBytes: number;
  scripts: number;
  /** Milliseconds from navigation, as the browser tells them. */
  firstPaint: number;
  largestPaint: number;
}

/** In a browser context of its own, so that nothing is in its cache. */
export async function firstLoadOf(stage: BrowserStage, path: string): Promise<FirstLoad> {
  const visitor = await stage.newVisitor();
  try {
    const tab = await visitor.newPage();
    const bodies: Promise<Buffer>[] = [];
    tab.on('response', (response) => {
      if (response.request().resourceType() === 'script' || response.url().endsWith('.js'))
        bodies.push(response.body().catch(() => Buffer.alloc(0)));
    });
    await tab.addInitScript(`
      window.largest = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.largest = entry.startTime;
      }).observe({ type: 'largest-contentful-paint', buffered: true });
    `);
    await tab.goto(path);
    await tab.getByTestId('connection').filter({ hasText: 'Live' }).first().waitFor();
    const scripts = await Promise.all(bodies);
    const paint = await tab.evaluate<{ first: number; largest: number }>(`({
      first: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
      largest: window.largest,
    })`);
    return {
      gzipBytes: scripts.reduce((sum, body) => sum + gzipSync(body).byteLength, 0),
      scripts: scripts.length,
      firstPaint: paint.first,
      largestPaint: paint.largest,
    };
  } finally {
    await visitor.close();
  }
}

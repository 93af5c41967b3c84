import { defineConfig } from '@playwright/test';
import { installedBrowser } from './tests/support/browser.ts';

const executablePath = installedBrowser();

export default defineConfig({
  testDir: './tests/e2e',
  testMatch: '**/*.browser.ts',
  outputDir: './test-results/browser',
  // One hub, one agent and one browser fill a small machine; and a test that passes only when repeated is a defect.
  workers: 1,
  retries: 0,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/reports/e2e-browser.json' }]],
  use: {
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    },
    screenshot: 'only-on-failure',
    // Recording every step takes a quarter of a run: only for who asks, with REVEILLE_TRACE=1.
    trace: process.env['REVEILLE_TRACE'] === '1' ? 'retain-on-failure' : 'off',
  },
});

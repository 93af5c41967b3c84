import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    environment: 'node',
    globalSetup: ['tests/support/bring-up-database.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});

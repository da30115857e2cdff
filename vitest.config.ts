import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/{unit,contract,golden,e2e}/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    // every engine test keeps the cores busy by itself
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // beside another engine test things take their time
    expect: { poll: { timeout: 20_000 } },
  },
});

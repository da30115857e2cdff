import { defineConfig } from 'vitest/config';

/** Unit tests that put other modules in the place of some: nothing of theirs may be left for the next file. */
const MOCKING = 'tests/unit/hosts/**/*.test.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    // every engine test keeps the cores busy by itself
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          exclude: [MOCKING],
          // modules are read once for all files, which halves the time
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'whole', include: ['tests/{contract,golden,e2e}/**/*.test.ts', MOCKING] },
      },
    ],
    environment: 'node',
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // beside another engine test things take their time
    expect: { poll: { timeout: 20_000 } },
  },
});

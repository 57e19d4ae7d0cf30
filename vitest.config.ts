import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/network/**', 'test/package/**'], testTimeout: 60_000 } },
      { test: { name: 'package', include: ['test/package/**/*.test.ts'], testTimeout: 180_000, fileParallelism: false } },
      { test: { name: 'network', include: ['test/network/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 180_000, maxWorkers: 2 } },
    ],
  },
})

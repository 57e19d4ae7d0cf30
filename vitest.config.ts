import { defineConfig } from 'vitest/config'

/** Projects run one after the other: the network tests and the lab measure times, and the package is built and installed alone. */
const after = (groupOrder: number): { groupOrder: number } => ({ groupOrder })

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/network/**', 'test/package/**', 'test/lab/run/**', 'test/kernel/**'],
          testTimeout: 60_000,
          sequence: after(0),
        },
      },
      {
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          sequence: after(1),
        },
      },
      {
        test: {
          name: 'network',
          include: ['test/network/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
          sequence: after(2),
        },
      },
      {
        test: {
          name: 'kernel',
          include: ['test/kernel/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          sequence: after(3),
        },
      },
      {
        test: {
          name: 'lab',
          include: ['test/lab/run/**/*.test.ts'],
          testTimeout: 600_000,
          // The bases may have to be made first.
          hookTimeout: 1_800_000,
          fileParallelism: false,
          sequence: after(4),
        },
      },
    ],
  },
})

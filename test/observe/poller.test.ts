import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { clock } from '../../src/observe/clock.ts'
import { EFD_CLOEXEC, EFD_NONBLOCK, POLLIN } from '../../src/observe/raw/layout.ts'
import { openLibc } from '../../src/observe/raw/libc.ts'
import { Poller } from '../../src/observe/raw/poller.ts'

const libc = openLibc()

test.skipIf('why' in libc)('an event goes to its own descriptor, however waits begin while the thread sleeps', async () => {
  if ('why' in libc) return
  const poller = new Poller(libc, new AbortController().signal)
  const one = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0])
  const fired = new Map<number, number>()
  const wrong: string[] = []
  const waitFor = async (fires: number | null, ms: number): Promise<void> => {
    const fd = libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)
    if (fires !== null) {
      setTimeout(() => {
        fired.set(fd, clock())
        libc.write(fd, one, 8)
      }, fires)
    }
    const { events } = await poller.wait(fd, POLLIN, clock() + ms)
    if (events !== 0 && !fired.has(fd)) wrong.push(`an event for ${fd}, which never fired`)
    if (events === 0 && fires !== null && fires + 200 < ms) wrong.push(`no event for ${fd}, which fired after ${fires} of ${ms} ms`)
    fired.delete(fd)
    libc.close(fd)
  }
  // Two thirds fire, at times at which others are just being added; the rest stays silent.
  const waits = Array.from({ length: 300 }, async (_, index) => {
    await sleep((index * 37) % 500)
    await waitFor(index % 3 === 0 ? null : (index * 13) % 90, 700)
  })
  await Promise.all(waits)
  await poller.close()
  expect(wrong).toEqual([])
})

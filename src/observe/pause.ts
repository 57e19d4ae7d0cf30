/** Waits. Rejects with the signal's reason as soon as it aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await settledWithin(new Promise(() => {}), ms, signal)
}

/** Whether the promise settles, either way, within the time. Rejects with the signal's reason as soon as it aborts. */
export function settledWithin(promise: Promise<unknown>, ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((done, fail) => {
    const finish = (settled: boolean): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      done(settled)
    }
    const stop = (): void => {
      clearTimeout(timer)
      fail(signal.reason)
    }
    const timer = setTimeout(() => finish(false), ms)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
    promise.then(
      () => finish(true),
      () => finish(true),
    )
  })
}

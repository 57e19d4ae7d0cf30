/** Milliseconds of a clock that only goes on, with nanoseconds after the point. Cheaper to start with than `clock()` (1 ms). */
export function clock(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1000 + nanoseconds / 1e6
}

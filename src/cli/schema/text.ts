import * as v from 'valibot'

/** Texts of one line. */
export const text = v.pipe(v.string(), v.maxLength(4096))
/** Texts of many lines, such as captured files. */
export const block = v.pipe(v.string(), v.maxLength(1 << 20))
export const natural = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER))
export const milliseconds = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(1e9))
export const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535))
export const byte = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255))
/** ISO 8601, UTC. */
export const instant = v.pipe(v.string(), v.maxLength(32), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/))

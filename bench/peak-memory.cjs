// Preloaded into a Node process by bench/start.ts: leaves its largest resident size, in KiB, in the file that it is told.
'use strict'

process.on('exit', () => require('node:fs').writeFileSync(process.env.PEAK_MEMORY_FILE, String(process.resourceUsage().maxRSS)))

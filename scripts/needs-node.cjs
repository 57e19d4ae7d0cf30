// Preloaded before every script written in TypeScript (`node -r`), in CommonJS that any Node can parse: an older Node would only say
// ERR_UNKNOWN_FILE_EXTENSION. On linux-x64 and linux-arm64 npm scripts run on the pinned Node of tools/node and never see this.
'use strict'

var needed = require('../package.json').engines.node.replace('>=', '')
var want = needed.split('.').map(Number)
var have = process.versions.node.split('.').map(Number)

if (have[0] < want[0] || (have[0] === want[0] && have[1] < want[1])) {
  process.stderr.write(
    'sshwhy: this repository needs Node.js ' + needed + ' or newer, and this is ' + process.version + ' (' + process.execPath + ')\n',
  )
  process.exit(1)
}

#!/usr/bin/env node
// CommonJS that Node 4 can parse, so that an old Node reads our sentence and not a SyntaxError. It also starts faster: docs/performance.md.
'use strict'

var major = Number(process.versions.node.split('.')[0])
var minor = Number(process.versions.node.split('.')[1])

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    'sshwhy: needs Node.js 22.18 or newer, and this is ' +
      process.version +
      ' (' +
      process.execPath +
      '); get it from https://nodejs.org/en/download or run `npx --package=node@24 --package=sshwhy sshwhy`\n',
  )
  process.exitCode = 3
} else {
  // Compiled code is only read from a folder of the user's own: what lies in a shared folder such as /tmp could be written by anybody.
  var cache =
    process.platform === 'win32'
      ? process.env.LOCALAPPDATA && process.env.LOCALAPPDATA + '\\sshwhy\\cache'
      : process.env.XDG_CACHE_HOME
        ? process.env.XDG_CACHE_HOME + '/sshwhy'
        : process.env.HOME && process.env.HOME + '/.cache/sshwhy'
  // Under sudo, HOME may be the folder of another user.
  if (cache && !process.env.SUDO_UID) require('node:module').enableCompileCache(cache)

  require('../dist/cli.cjs')
    .main(process.argv.slice(2))
    .then(function (code) {
      process.exitCode = code
    })
}

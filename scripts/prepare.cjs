// What `npm ci` runs at its end, on whichever Node npm found: in syntax that any Node can parse.
// npm 10 installs the pinned Node and then unlinks it from node_modules/.bin, together with the one for the other processor, which it
// leaves out: the two share the name `node`. So the link is made again here, and the build runs on it.
'use strict'

var fs = require('fs')
var path = require('path')
var spawnSync = require('child_process').spawnSync

var root = path.join(__dirname, '..')
var pinned = path.join(root, 'node_modules', 'node-' + process.platform + '-' + process.arch, 'bin', 'node')
var link = path.join(root, 'node_modules', '.bin', 'node')
var ours = fs.existsSync(pinned)

if (ours && !fs.existsSync(link)) {
  fs.mkdirSync(path.dirname(link), { recursive: true })
  fs.symlinkSync(path.relative(path.dirname(link), pinned), link)
}

var built = spawnSync(ours ? link : process.execPath, ['-r', path.join(__dirname, 'needs-node.cjs'), path.join(__dirname, 'build.ts')], {
  cwd: root,
  stdio: 'inherit',
})
if (built.error) throw built.error
process.exitCode = built.status === null ? 1 : built.status

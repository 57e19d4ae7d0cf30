#!/usr/bin/env node
// CommonJS in the syntax of Node 12, so that an older Node reads our sentence and not a SyntaxError. docs/performance.md says why it loads
// the program by itself.
'use strict'

const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `sshwhy: needs Node.js 22.18 or newer, and this is ${process.version} (${process.execPath}); get it from https://nodejs.org/en/download\n`,
  )
  process.exitCode = 3
} else {
  const fs = require('fs')
  const path = require('path')
  const vm = require('vm')

  /** How often the compiled code of a file is written again, so that it comes to hold what different runs use. */
  const WRITES = 4
  /** Files in the folder before it is emptied: those of old versions of sshwhy and Node are never asked for again. */
  const MOST = 40

  const folder = cacheFolder()
  const loaded = new Map()
  const unsaved = []

  process.on('exit', save)
  load(path.join(__dirname, '../dist/cli.cjs'))
    .main(process.argv.slice(2))
    .then((code) => {
      process.exitCode = code
    })

  /**
   * Requires a file of dist/ with its compiled code. Node's own compile cache keeps what is compiled when a file is loaded; this one keeps what was
   * compiled until the program ended, which is all that a run needs.
   */
  function load(file) {
    const known = loaded.get(file)
    if (known) return known.exports
    const module = { exports: {} }
    loaded.set(file, module)
    // The build writes ASCII only, and begins every file with its hash.
    const source = fs.readFileSync(file, 'latin1')
    const name = folder && path.join(folder, `${path.basename(file)}-${source.slice(3, 19)}-${process.version}-${process.arch}`)
    const cached = name ? read(name) : null
    const script = new vm.Script(`(function (exports, require, module, __filename, __dirname) {'use strict';${source}\n})`, {
      filename: file,
      cachedData: cached ? cached.code : undefined,
    })
    const writes = cached && !script.cachedDataRejected ? cached.writes : 0
    if (name && writes < WRITES) unsaved.push({ name, script, writes: writes + 1 })
    const here = path.dirname(file)
    const requireFrom = (id) => (id[0] === '.' ? load(path.join(here, id)) : require(id))
    script.runInThisContext()(module.exports, requireFrom, module, file, here)
    return module.exports
  }

  /** V8 does not verify what it reads, and dies of a damaged file; two copies that are equal cost less than a checksum. */
  function read(name) {
    try {
      const bytes = fs.readFileSync(name)
      const half = (bytes.length - 1) / 2
      const code = bytes.subarray(0, half)
      return code.equals(bytes.subarray(half, 2 * half)) ? { code, writes: bytes[2 * half] } : null
    } catch {
      return null
    }
  }

  /** What cannot be saved is compiled again the next time. */
  function save() {
    try {
      if (unsaved.length === 0) return
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
      const kept = fs.readdirSync(folder)
      if (kept.length > MOST) for (const name of kept) fs.unlinkSync(path.join(folder, name))
      for (const { name, script, writes } of unsaved) {
        const code = script.createCachedData()
        fs.writeFileSync(`${name}.${process.pid}`, Buffer.concat([code, code, Buffer.of(writes)]), { mode: 0o600 })
        fs.renameSync(`${name}.${process.pid}`, name)
      }
    } catch {}
  }

  /** A folder of the user's own, or null: compiled code that somebody else can write would run as this user. Under sudo, HOME may be another's. */
  function cacheFolder() {
    const { XDG_CACHE_HOME, HOME, LOCALAPPDATA, SUDO_UID, NODE_DISABLE_COMPILE_CACHE } = process.env
    const parent =
      process.platform === 'win32' ? LOCALAPPDATA : XDG_CACHE_HOME || (HOME && fs.existsSync(HOME) && path.join(HOME, '.cache'))
    if (!parent || !path.isAbsolute(parent) || SUDO_UID || NODE_DISABLE_COMPILE_CACHE) return null
    const own = path.join(parent, 'sshwhy')
    try {
      const { uid, mode } = fs.lstatSync(own)
      return process.platform === 'win32' || (uid === process.getuid() && (mode & 0o022) === 0) ? own : null
    } catch {
      return own
    }
  }
}

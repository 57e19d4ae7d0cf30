import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { BASE_NAMES, type BaseName, RECIPES } from '../bases/all.ts'
import { run } from './shell.ts'

/** Outside of the repository, kept between runs. */
const CACHE = '/var/cache/sshwhy-lab'
/** Making one takes half a minute on an idle machine with a near mirror. */
const LIMIT_MS = 15 * 60_000

export type Bases = Readonly<Record<BaseName, string>>

function identity(name: BaseName): string {
  const recipe = RECIPES[name]
  const on = recipe.opt === undefined ? '' : identity(recipe.opt as BaseName)
  return createHash('sha256')
    .update(JSON.stringify([recipe, on]))
    .digest('hex')
    .slice(0, 12)
}

const folderOf = (name: BaseName): string => join(CACHE, `host-${name}-${identity(name)}`)

/**
 * The root file systems of all bases, made where they are not in the cache. The old ones of a changed recipe are removed.
 * @param say told what takes long
 * @throws Error with what mmdebstrap said
 */
export async function makeBases(say: (text: string) => void): Promise<Bases> {
  mkdirSync(CACHE, { recursive: true })
  const known = new Set(BASE_NAMES.map(folderOf))
  for (const name of Object.keys(RECIPES) as BaseName[]) {
    const folder = folderOf(name)
    if (existsSync(folder)) continue
    say(`making the base file system ${name} in ${CACHE}, once: about half a minute`)
    for (const old of readdirSync(CACHE).filter((each) => each.startsWith(`host-${name}-`) && !known.has(join(CACHE, each))))
      rmSync(join(CACHE, old), { recursive: true, force: true })
    await make(name, folder)
  }
  return Object.fromEntries(BASE_NAMES.map((name) => [name, folderOf(name)])) as unknown as Bases
}

async function make(name: BaseName, folder: string): Promise<void> {
  const { suite, packages, setup, fetched = [], opt } = RECIPES[name]
  const fresh = mkdtempSync(`${folder}-`)
  const hooks = [
    ...(fetched.length > 0 ? [`cd "$1/opt" && APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-get -q download ${fetched.join(' ')}`] : []),
    ...(opt === undefined ? [] : [`cp ${folderOf(opt as BaseName)}/opt/* "$1/opt/"`]),
    `chroot "$1" sh -ec '${setup.replaceAll("'", `'\\''`)}'`,
  ]
  const argv = [
    'mmdebstrap',
    '--quiet',
    '--variant=minbase',
    `--include=${packages.join(',')}`,
    ...hooks.map((hook) => `--customize-hook=${hook}`),
    suite,
    fresh,
  ]
  const { code, stderr } = await run(argv, '', LIMIT_MS)
  if (code !== 0) {
    rmSync(fresh, { recursive: true, force: true })
    throw new Error(`the base ${name} cannot be made: ${stderr.trim().split('\n').slice(-3).join(' | ') || `exit ${code}`}`)
  }
  try {
    renameSync(fresh, folder)
  } catch {
    // Another lab was faster.
    rmSync(fresh, { recursive: true, force: true })
  }
}

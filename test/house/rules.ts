import { readdirSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import { scan, type Scan } from './imports.ts'

/** Above the waterline, in the order of the walk: a room imports itself and the rooms before it. */
const PURE = ['net', 'model', 'ssh', 'firewall', 'sources', 'diagnose', 'remedy']
/** Below the waterline. `sshwhy` is the file src/sshwhy.ts. */
const WORLDLY = ['observe', 'repair', 'monitor', 'sshwhy', 'cli', 'server', 'agent']
const ROOMS = [...PURE, ...WORLDLY]

/** Folders of parts: nobody names a part, lists do. */
const PARTS = [
  'src/diagnose/causes/',
  'src/firewall/netfilter/iptables/matches/',
  'src/firewall/netfilter/iptables/targets/',
  'src/firewall/netfilter/nft/expressions/',
  'src/firewall/netfilter/nft/statements/',
  'src/ssh/messages/forms/',
  'src/ssh/messages/meanings/',
]

const WHY = {
  order: `data walks one way (${PURE.join(', ')} | ${WORLDLY.join(', ')}): a room that looks down cannot be tested, replayed or understood alone`,
  pure: 'what stands above the waterline is a function of the recorded observation: if it asked the world or the clock, a replay would differ from what was seen',
  room: `every file stands in a room, so that its place in the walk is known; the rooms are ${ROOMS.join(', ')}`,
  outside: 'what is outside src/ is not in the package',
  cycle: 'files that need each other are one file, and cannot be read or tested alone; types count',
  part: 'shared code never names a part, so that a new part is one new file; only the generated list all.ts imports parts',
  name: 'a shared thing has a name: util, helper, common, misc and shared are where style dies',
  literal: 'an import that is computed cannot be bundled, and hides from this test',
} as const

/** Names that the language gives everywhere and that neither ask the world nor the clock. What is missing here must be judged first. */
const PURE_GLOBALS = new Set(
  (
    'Pick undefined NaN Infinity Object Array String Number Boolean BigInt Symbol Map Set WeakMap WeakSet JSON Math RegExp Date Iterator Reflect ' +
    'Error TypeError RangeError SyntaxError AggregateError ArrayBuffer DataView Uint8Array Uint16Array Uint32Array Int32Array Float64Array ' +
    'parseInt parseFloat isNaN isFinite encodeURIComponent decodeURIComponent URL TextEncoder TextDecoder structuredClone arguments'
  ).split(' '),
)

/** Properties that read the clock, chance, or the locale and time zone of the machine. */
const IMPURE_MEMBERS = new Set(
  (
    'Date.now Math.random .localeCompare .toLocaleString .toLocaleDateString .toLocaleTimeString .toLocaleUpperCase .toLocaleLowerCase ' +
    '.getHours .getMinutes .getDate .getDay .getMonth .getFullYear .getTimezoneOffset .toDateString .toTimeString'
  ).split(' '),
)

/**
 * What in the tree breaks the house, one line each: the file and line, what it does, and why that is not done.
 * @param root the folder that holds `src/`
 */
export function broken(root: string): readonly string[] {
  const files = sources(root, 'src')
  const scans = new Map(files.map((file) => [file, scan(join(root, file))]))
  return [...[...scans].flatMap(([file, found]) => brokenBy(file, found)), ...cycles(scans), ...badNames(root)]
}

function brokenBy(file: string, { imports, globals, members }: Scan): readonly string[] {
  const room = roomOf(file)
  if (room === null) return [`${file} is in no room. Why: ${WHY.room}`]
  const pure = PURE.includes(room)
  const found: string[] = []
  for (const { specifier, line } of imports) {
    const says = `${file}:${line} imports ${specifier ?? 'a computed name'}`
    if (specifier === null) found.push(`${says}. Why not: ${WHY.literal}`)
    else if (!specifier.startsWith('.')) {
      if (pure) found.push(`${says}, and ${room}/ is above the waterline. Why not: ${WHY.pure}`)
    } else found.push(...brokenStep(file, room, posix.join(dirname(file), specifier), says))
  }
  if (!pure) return found
  for (const { name, line } of globals) {
    if (!PURE_GLOBALS.has(name)) found.push(`${file}:${line} uses ${name}, and ${room}/ is above the waterline. Why not: ${WHY.pure}`)
  }
  for (const { name, line } of members) {
    if (IMPURE_MEMBERS.has(name)) found.push(`${file}:${line} uses ${name}, and ${room}/ is above the waterline. Why not: ${WHY.pure}`)
  }
  return found
}

function brokenStep(file: string, room: string, to: string, says: string): readonly string[] {
  if (to === 'package.json') return []
  if (!to.startsWith('src/')) return [`${says}. Why not: ${WHY.outside}`]
  const other = roomOf(to)
  if (other === null) return [`${says}, which is in no room. Why not: ${WHY.room}`]
  if (ROOMS.indexOf(other) > ROOMS.indexOf(room)) return [`${says}: ${room} looks down on ${other}. Why not: ${WHY.order}`]
  const part = PARTS.find((folder) => to.startsWith(folder) && to !== `${folder}all.ts`)
  if (part !== undefined && file !== `${part}all.ts`) return [`${says}, a part. Why not: ${WHY.part}`]
  return []
}

function roomOf(file: string): string | null {
  const [, room = '', rest] = file.split('/')
  const name = rest === undefined ? room.replace(/\.ts$/, '') : room
  if ((name === 'sshwhy') !== (rest === undefined)) return null
  return ROOMS.includes(name) ? name : null
}

/** One line for each knot of files that import each other (Tarjan's strongly connected components). */
function cycles(scans: ReadonlyMap<string, Scan>): readonly string[] {
  const steps = (file: string): readonly string[] =>
    (scans.get(file)?.imports ?? []).flatMap(({ specifier }) => {
      const to = specifier?.startsWith('.') ? posix.join(dirname(file), specifier) : ''
      return scans.has(to) ? [to] : []
    })
  const order = new Map<string, number>()
  const stack: string[] = []
  const knots: string[][] = []
  const walk = (file: string): number => {
    let lowest = order.size
    order.set(file, lowest)
    stack.push(file)
    for (const to of steps(file)) {
      if (!order.has(to)) lowest = Math.min(lowest, walk(to))
      else if (stack.includes(to)) lowest = Math.min(lowest, order.get(to) ?? lowest)
    }
    if (lowest === order.get(file)) {
      const knot = stack.splice(stack.indexOf(file))
      if (knot.length > 1 || steps(file).includes(file)) knots.push(knot)
    }
    return lowest
  }
  for (const file of scans.keys()) if (!order.has(file)) walk(file)
  return knots.map((knot) => `${knot.toSorted().join(' and ')} import each other. Why not: ${WHY.cycle}`)
}

const NAMED_BY_ID = ['src/diagnose/causes/', 'src/firewall/netfilter/iptables/matches/']

function badNames(root: string): readonly string[] {
  return (
    ['src', 'test', 'lab', 'scripts', 'bench']
      .flatMap((folder) => sources(root, folder))
      // A cause is named by its id, and a match by its name: an address can be shared, and conntrack has helpers.
      .filter((file) => !NAMED_BY_ID.some((folder) => file.startsWith(folder)))
      .filter((file) => /(^|[/-])(utils?|helpers?|common|misc|shared)(\.|\/|$)/.test(file))
      .map((file) => `${file} has no name. Why not: ${WHY.name}`)
  )
}

/** Every TypeScript file in the folder, from the root, with `/`. */
function sources(root: string, folder: string): readonly string[] {
  let entries
  try {
    entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
  } catch {
    return []
  }
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .toSorted()
}

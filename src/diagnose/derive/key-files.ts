import { need } from '../ask.ts'
import { agentSeen } from './agent.ts'

/** A file that ssh would take a key or certificate from. */
export interface KeyFile {
  /** Index of the capture `key-files` and the line in it, from 1, to be quoted. */
  readonly index: number
  readonly line: number
  readonly text: string
  readonly role: 'identity' | 'certificate'
  /** Named by the user, not one of the names that ssh tries of its own accord. */
  readonly explicit: boolean
  /** Permission bits; null where the file could not be looked at. */
  readonly mode: number | null
  readonly own: boolean
  readonly kind: string
  readonly path: string
  /** Where it is named, e.g. `/home/ann/.ssh/config line 3`; null where not known. */
  readonly from: string | null
}

const LINE = /^(identity|certificate) (explicit|default) (-|[0-7]{4}) (\S+) (\S+) (.+?)(?: from (.+ line \d+))?$/

/** The capture `key-files`; none where ssh -G did not tell. */
export const keyFiles = need('key-files', (ask): readonly KeyFile[] => {
  const found = ask.capture('key-files')
  if (!found) return []
  return found.capture.out.split('\n').flatMap((text, at): readonly KeyFile[] => {
    const match = LINE.exec(text)
    if (!match) return []
    const [, role, named, mode = '-', owner, kind = '', path = '', from = null] = match
    return [
      {
        index: found.index,
        line: at + 1,
        text,
        role: role === 'certificate' ? 'certificate' : 'identity',
        explicit: named === 'explicit',
        mode: mode === '-' ? null : Number.parseInt(mode, 8),
        own: owner === 'own',
        kind,
        path,
        from,
      },
    ]
  })
})

/** A file that ssh passes over, and why. */
export interface Ignored {
  readonly file: KeyFile
  readonly why: string
  readonly certain: boolean
}

const WHY: Readonly<Record<string, string>> = {
  missing: 'it does not exist',
  'public-only': 'it does not exist, and no agent holds the key of its .pub',
  folder: 'it is a folder',
  special: 'it is no plain file',
  empty: 'it is empty',
  ppk: "it is a key of PuTTY's, which ssh cannot read",
  'public-key': 'it is a public key, and no agent holds its private one',
  certificate: 'it is a certificate, no private key',
  other: 'its first line is not that of a private key',
  unreadable: 'this user may not read it',
}

/** The key files that ssh does not use: sshkey_perm_ok() in authfile.c, load_identity_file() in sshconnect2.c. */
export const ignoredKeys = need('ignored-keys', (ask): readonly Ignored[] => {
  const agent = ask(agentSeen)
  const byAgent = agent !== undefined && agent.keys.length > 0
  return ask(keyFiles).flatMap((file): readonly Ignored[] => {
    const { role, kind, explicit, mode, own } = file
    // A name of ssh's own that is not there is no fault.
    if ((kind === 'missing' || kind === 'public-only') && !explicit) return []
    if (role === 'certificate') {
      const why = WHY[kind]
      return kind === 'certificate' || kind === 'public-key' || kind === 'other' || why === undefined ? [] : [{ file, why, certain: true }]
    }
    if (kind === 'private-key') {
      const open = own && mode !== null && (mode & 0o077) !== 0
      return open ? [{ file, why: `its mode ${mode.toString(8).padStart(4, '0')} lets others read it`, certain: true }] : []
    }
    // ssh takes the public half from these, and asks the agent for the private one.
    if ((kind === 'public-key' || kind === 'public-only') && byAgent) return []
    const why = WHY[kind]
    return why === undefined ? [] : [{ file, why, certain: kind !== 'other' }]
  })
})

import type { OfferedKey } from '../model/observation.ts'
import { printable } from '../net/printable.ts'

type Identity = Omit<OfferedKey, 'fate'>

/**
 * One key as format_identity() in sshconnect2.c writes it: `NAME [TYPE FINGERPRINT] [explicit] [token|authenticator] [agent]`, where the
 * name is a file or a comment and may hold anything. Of `debug1: Offering public key: …` and its neighbours, since OpenSSH 7.8.
 */
export function readIdentity(text: string): Identity {
  const match =
    /^(.*?) ?(?:\b([A-Z][\w-]{1,31}) ((?:SHA256|SHA1|SHA384|SHA512|MD5):[\w+/=:]{1,128}))?((?: explicit| token| authenticator| agent)*)$/.exec(
      text.slice(0, 1024),
    )
  const [, name = text, type = '', fingerprint = '', notes = ''] = match ?? []
  const sha256 = fingerprint.startsWith('SHA256:') ? fingerprint : ''
  const from = notes.includes(' agent') ? 'agent' : notes.includes(' explicit') ? 'explicit' : 'file'
  return { type, sha256, name: printable(name, 512), from }
}

/** Whether two lines speak of one key: by the fingerprint and type (a key and its certificate share a fingerprint), else by the name. */
export function sameKey(left: Identity, right: Identity): boolean {
  if (left.sha256 !== '' && right.sha256 !== '') return left.sha256 === right.sha256 && left.type === right.type
  return left.name === right.name
}

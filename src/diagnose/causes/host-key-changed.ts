import type { Because } from '../../model/cause.ts'
import { knownKey, type KnownKey } from '../derive/known-key.ts'
import { sshfp } from '../derive/sshfp.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, proven, quote, unknown } from '../judgement.ts'
import {
  fingerprintCommand,
  forgetCommand,
  keyOnServer,
  keyText,
  keyType,
  lineText,
  quoteDns,
  quoteLine,
  quoteSetting,
} from '../key-wording.ts'
import { place } from '../wording.ts'

export default cause({
  id: 'host-key-changed',
  layer: 'sshd',
  claims: 'The host key is not the one that known_hosts has for this host.',
  means: 'The host was installed anew, the name now leads to another machine, or somebody stands in between: ssh cannot tell which.',
  prior: 3,
  families: ['K'],
  predicts: ['open'],
  decide: keyOnServer,
  remedy: (ask) => {
    const known = ask(knownKey)
    if (!known?.line) return { text: "compare the key on the server's own console", commands: [] }
    const forget = forgetCommand(known.line)
    const first = `first, on the server's own console: ${fingerprintCommand(known.key)}. Only if that shows ${known.key.sha256}`
    return forget === null
      ? { text: `${first}, edit ${lineText(known.line)}, which stands for several hosts`, commands: [] }
      : { text: `${first}, forget the old key here:`, commands: [forget] }
  },
  judge: (ask) => {
    const known = ask(knownKey)
    if (!known || ask(symptom).kind !== 'identified' || known.key.signature === 'wrong') return unknown
    const { state, line, key, seen, doubts } = known
    if (state === 'match' && line) return excluded(quoteLine(line, `${lineText(line)} has this host key`))
    if ((state !== 'changed' && state !== 'other-type') || !line || known.notShown) return unknown
    const shown = quote(`the server shows ${keyText(key)}${key.signature === 'verified' ? ', and proves that it has it' : ''}`, seen)
    const stored = quoteLine(line, `${lineText(line)} has ${keyText(line)}`)
    const certificate = known.certificate === null ? [] : [quote(known.certificate, seen)]
    const dns = ask(sshfp)
    const told = dns?.from && dns.says !== 'nothing' && dns.says !== 'unseen' ? [quote(DNS[dns.says], dns.from)] : []
    const against = [...(dns?.says === 'match' ? told : []), ...doubts.map((text) => quote(text, seen))]
    const passes = known.fate === 'accepts'
    const what = state === 'changed' ? 'has changed' : `is of another type than the ${keyType(line.type)} key it had`
    const so = !passes ? 'ssh refuses to go on' : known.byDns ? 'DNS has the new one already' : 'ssh warns and goes on, without passwords'
    const because: [Because, ...Because[]] = [shown, stored, ...certificate, rule(known), ...(dns?.says === 'mismatch' ? told : [])]
    const more = {
      verdict: `the host key of ${place(ask)} ${what}, ${known.byDns ? 'and' : 'so'} ${so}`,
      weight: 3,
      against,
      ...(passes ? { blocks: false as const } : {}),
    }
    return doubts.length === 0 ? proven(because, more) : likely(because, more)
  },
})

const DNS = {
  match: 'the SSHFP records in DNS have this key',
  mismatch: 'the SSHFP records in DNS have another key',
} as const

function rule({ config, strict, byDns }: KnownKey): Because {
  if (byDns) return quoteDns(config)
  const text =
    strict === 'no' ? 'StrictHostKeyChecking no: ssh goes on all the same' : `StrictHostKeyChecking ${strict}: ssh refuses a changed key`
  return quoteSetting(config, 'stricthostkeychecking', text)
}

import type { Ask, Because, Judgement, Remedy } from '../../model/cause.ts'
import { shellWord } from '../../net/shell-word.ts'
import { isCertificate } from '../../ssh/known-hosts.ts'
import { knownKey, type KnownKey, type RevokedBy } from '../derive/known-key.ts'
import { sshfp } from '../derive/sshfp.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, quote, unknown } from '../judgement.ts'
import { fingerprintCommand, keyOnServer, keyText, lineText, quoteDns, quoteLine, quoteSetting } from '../key-wording.ts'
import { place } from '../wording.ts'

export default cause({
  id: 'host-key-not-known',
  layer: 'sshd',
  claims: 'ssh does not trust the host key: known_hosts has none for this host, or it is revoked.',
  means: 'A first connection: ssh asks, and where it cannot ask (BatchMode, no terminal, StrictHostKeyChecking yes) it ends.',
  prior: 3,
  families: ['K'],
  predicts: ['open'],
  decide: keyOnServer,
  remedy,
  judge: (ask) => {
    const known = ask(knownKey)
    if (!known || ask(symptom).kind !== 'identified' || known.key.signature === 'wrong') return unknown
    const { state, line, key, seen, fate, doubts } = known
    if (known.revokedBy && !known.notShown) return byFile(ask, known, known.revokedBy)
    if (state === 'match' && line) return excluded(quoteLine(line, `${lineText(line)} has this host key`))
    if ((state !== 'unknown' && state !== 'revoked') || known.notShown) return unknown
    const setting = rule(known)
    // What ssh accepts without a question stops nothing.
    if (fate === 'accepts' && state === 'unknown') return excluded(setting)
    const found: Because = line
      ? quoteLine(line, `${lineText(line)} revokes this key`)
      : quote(`nothing in known_hosts is for ${known.name}`, seen)
    const shown = quote(`the server shows ${keyText(key)}`, seen)
    const certificate = known.certificate === null ? [] : [quote(known.certificate, seen)]
    const dns = ask(sshfp)
    const records = dns?.from && dns.says === 'match' ? [quote('the SSHFP records in DNS have this key', dns.from)] : []
    const mismatch = dns?.from && dns.says === 'mismatch' ? [quote('the SSHFP records in DNS have another key', dns.from)] : []
    return likely([found, shown, ...certificate, setting, ...mismatch], {
      verdict: verdict(ask, known),
      weight: 3,
      against: [...records, ...doubts.map((text) => quote(text, seen))],
      ...(fate === 'refuses' ? {} : { blocks: false as const }),
    })
  },
})

/** RevokedHostKeys counts before known_hosts, and whatever StrictHostKeyChecking says. */
function byFile(ask: Ask, { key, seen, config, doubts }: KnownKey, { why, file, capture }: RevokedBy): Judgement {
  const text = why === 'revoked' ? `${file} revokes this key` : `${file} cannot be read`
  const found: Because = { text, from: { capture, text: why === 'revoked' ? key.sha256 : '' } }
  const setting = quoteSetting(config, 'revokedhostkeys', 'RevokedHostKeys: ssh refuses every key that it cannot look up there')
  const shown = quote(`the server shows ${keyText(key)}`, seen)
  return likely([found, shown, ...(why === 'revoked' ? [] : [setting])], {
    verdict:
      why === 'revoked'
        ? `the host key of ${place(ask)} is revoked by ${file}, so ssh refuses it`
        : `ssh cannot read ${file}, so it refuses every host key`,
    weight: 3,
    against: doubts.map((doubt) => quote(doubt, seen)),
  })
}

function verdict(ask: Ask, { state, strict, fate }: KnownKey): string {
  if (state === 'revoked')
    return `the host key of ${place(ask)} is revoked, so ssh ${fate === 'refuses' ? 'refuses it' : 'warns and goes on'}`
  if (fate === 'asks') return `the host key of ${place(ask)} is not known, so ssh asks, and ends where there is no terminal`
  return `the host key of ${place(ask)} is not known, and ${strict === 'yes' ? 'ssh is told to take known ones only' : 'BatchMode keeps ssh from asking'}`
}

function rule({ config, strict, batch, state, byDns }: KnownKey): Because {
  if (byDns) return quoteDns(config)
  if (state === 'revoked') {
    const text =
      strict === 'no' ? 'StrictHostKeyChecking no: ssh goes on all the same' : `StrictHostKeyChecking ${strict}: ssh refuses a revoked key`
    return quoteSetting(config, 'stricthostkeychecking', text)
  }
  if (strict === 'ask' && batch) return quoteSetting(config, 'batchmode', 'BatchMode yes: ssh cannot ask')
  const does = {
    yes: 'ssh refuses a key that it does not know',
    ask: 'ssh asks',
    'accept-new': 'ssh takes a new key',
    no: 'ssh takes any key',
  }
  return quoteSetting(config, 'stricthostkeychecking', `StrictHostKeyChecking ${strict}: ${does[strict]}`)
}

function remedy(ask: Ask): Remedy {
  const known = ask(knownKey)
  if (!known) return { text: "compare the key on the server's own console", commands: [] }
  const { key, name, state, line, fate, config, revokedBy } = known
  if (revokedBy?.why === 'unreadable')
    return { text: `give ssh a file that it can read, or take RevokedHostKeys ${revokedBy.file} out of ssh_config`, commands: [] }
  if (revokedBy || (state === 'revoked' && line)) {
    const where = revokedBy?.file ?? (line ? lineText(line) : '')
    return {
      text: `do not go on: somebody may use a stolen key. Give the server a new key, or ask who revoked it in ${where}`,
      commands: [],
    }
  }
  const first = `first, on the server's own console: ${fingerprintCommand(key)}. Only if that shows ${key.sha256}`
  if (fate === 'asks') return { text: `${first}, answer yes when ssh asks`, commands: [] }
  const file = (config.get('userknownhostsfile') ?? '').split(' ')[0] ?? ''
  // A certificate needs a line of its CA, which nobody shows.
  if (isCertificate(key.type) || file === '' || file === 'none') return { text: `${first}, add it to known_hosts`, commands: [] }
  return { text: `${first}, make it known here:`, commands: [`echo ${shellWord(`${name} ${key.type} ${key.blob}`)} >>${shellWord(file)}`] }
}

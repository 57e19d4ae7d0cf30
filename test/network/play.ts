import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Diagnosis } from '../../src/model/diagnosis.ts'
import { miscounted, overBudget, strangers } from '../../lab/wire/budget.ts'
import type { Case, Step } from './case.ts'
import { compare, misseen, wireWord } from './compare.ts'
import { startSshd13 } from './debian13.ts'
import { Lab } from './lab.ts'
import type { Net } from './net.ts'
import type { Packet } from '../../lab/wire/pcap.ts'
import { type Program, readDiagnosis, settle, wireOnly } from '../../lab/run/program.ts'
import { startSshd } from './sshd.ts'
import { answerOf, watch } from '../../lab/wire/wire.ts'

async function perform(lab: Lab, step: Step): Promise<void> {
  if ('sh' in step) await lab.sh(step.on, step.sh)
  else if ('peer' in step) await peer(lab, step.on, [step.peer, String(step.port ?? 22)])
  else if ('hold' in step) await peer(lab, step.on, ['hold', step.hold.address, String(step.hold.port), String(step.hold.count)])
  else if ('sshd13' in step) await startSshd13(lab, step.on, step.sshd13)
  else {
    const etc = join(lab.folder, 'server-etc')
    mkdirSync(etc, { recursive: true })
    if (step.deny !== undefined) writeFileSync(join(etc, 'hosts.deny'), step.deny)
    const sshd = await startSshd(lab, step.on, step.sshd, { etc })
    if (step.stop) process.kill(sshd.pid, 'SIGSTOP')
  }
}

async function peer(lab: Lab, on: Step['on'], words: readonly string[]): Promise<void> {
  await lab.start(on, [process.execPath, join(import.meta.dirname, 'peer.ts'), ...words]).says(/ready/)
}

export interface Played {
  /** One sentence for each difference between the lab and the case. Not the program's fault: the case is not what it says. */
  readonly lab: readonly string[]
  /** One sentence for each thing that the program got wrong; empty where only the wire is tested. */
  readonly wrong: readonly string[]
  readonly seen: Diagnosis | undefined
  readonly packets: readonly Packet[]
}

/** Connects as anybody would, to see what the wire does without the program. */
async function probe(program: Program, scene: Case): Promise<void> {
  await Promise.all(
    scene.addresses.map(({ address, port = 22 }) =>
      program.runOther(['timeout', '5', 'bash', '-c', `exec 3<>/dev/tcp/${address}/${port}; sleep 0.1`]),
    ),
  )
}

/** Plays a case in a lab of its own, with tcpdump in the client's namespace from before until after. */
export async function play(scene: Case, net: Net, blind = false): Promise<Played> {
  await using lab = await Lab.build(scene.icmpLimits)
  for (const step of scene.steps) await perform(lab, step)
  const program = settle(lab.stage(), scene)
  const wire = await watch(lab.namespace('client'))
  const ran = wireOnly ? await probe(program, scene) : await program.run(['--json', ...(scene.typed ?? [net.server])])
  const packets = await wire.stop()
  const differs = scene.addresses.flatMap(({ address, port = 22, wire: wanted }) => {
    const word = wireWord(packets, address.replace(/%.*/, ''), port)
    return word === wanted ? [] : [`${address} port ${port}: the wire shows "${word}", the case says "${wanted}"`]
  })
  // The probe cannot bind.
  if (!ran) return { lab: scene.typed?.includes('-b') ? [] : differs, wrong: [], seen: undefined, packets }
  const seen = readDiagnosis(ran)
  const heldBack = scene.addresses.some(({ wire: word }) => word.startsWith('unsent') || word === 'nothing left')
  const targets = scene.addresses.map(({ address }) => address)
  const ttls = scene.addresses.flatMap(({ address, port = 22 }) => {
    const [wired, told] = [answerOf(packets, address, port), seen.addresses.find((each) => each.address === address)?.answer]
    if (wired.kind !== 'icmp' || told?.kind !== 'icmp' || told.ttl === undefined || told.ttl === wired.ttl) return []
    return [`the ICMP error about ${address} came with TTL ${wired.ttl}, and the report says ${told.ttl}`]
  })
  const wrong = [
    ...ttls,
    ...(blind ? [] : misseen(packets, seen)),
    ...compare(scene, seen, ran.code, blind),
    ...overBudget(packets, targets, scene.addresses[0]?.port ?? 22),
    ...(scene.redirected ? [] : strangers(packets, targets, seen)),
    // node:net does not count retransmissions.
    ...(blind ? [] : miscounted(packets, seen, heldBack)),
  ]
  return { lab: differs, wrong, seen, packets }
}

import { describe, expect, test } from 'vitest'
import type { Case, Scenario } from './case.ts'
import { droppedScenarios } from './cases/dropped.ts'
import { greetingScenarios } from './cases/greetings.ts'
import { refusedScenarios } from './cases/refused.ts'
import { rejectedScenarios } from './cases/rejected.ts'
import { routeScenarios } from './cases/routes.ts'
import { sshdScenarios } from './cases/sshds.ts'
import { labMissing } from './needs.ts'
import { netOf } from './net.ts'
import { play } from './play.ts'

/** What node:net cannot see must not be claimed: each of these is proven by the wire, and by nothing else. */
const BY_THE_WIRE = ['router-rejects', 'local-policy-refuses', 'routing-loop', 'no-local-route']

const NAMES = [
  'closed port',
  'tcp-reset rule of the host, a good sshd behind it',
  'DROP by the host',
  'port-unreachable (3/3) by the host',
  'admin-prohibited (3/13) by the host',
  'net-prohibited (3/9) by the host',
  'admin-prohibited (3/13) by the router',
  'port-unreachable (3/3) by the client',
  'icmp6-adm-prohibited (1/1) by the router',
  'icmp6-port-unreachable (1/4) by the host',
  'no default route',
  'local prohibit route',
  'routing loop of two routers',
  'the greeting of a mail server',
  'MaxStartups is reached',
  'a healthy sshd',
]

/** The case as it must look to somebody who sees errnos alone. */
function blind(scene: Case): Case {
  const { excluded: _, likely: __, never: ___, verdict, ...rest } = scene
  return {
    ...rest,
    env: { SSHWHY_ENGINE: 'node' },
    ...(verdict === null ? { verdict } : {}),
    said: [],
    open: [...(scene.said ?? []), ...(scene.open ?? [])],
    proven: (scene.proven ?? []).filter((id) => !BY_THE_WIRE.includes(id)),
  }
}

const scenarios: readonly Scenario[] = [
  ...refusedScenarios,
  ...rejectedScenarios,
  ...droppedScenarios,
  ...routeScenarios,
  ...greetingScenarios,
  ...sshdScenarios,
].filter(({ name }) => NAMES.includes(name))

describe.skipIf(labMissing() !== undefined)('node:net, where system calls are not to be had', () => {
  test('all of them are there', () => expect(scenarios.map(({ name }) => name).toSorted()).toEqual(NAMES.toSorted()))
  for (const { name, families: [family = 4] = [], case: scene } of scenarios) {
    test(`IPv${family} ${name}`, async () => {
      const net = netOf(family)
      const played = await play(blind(scene(net)), net, true)
      expect(played.lab, 'the lab is what the case says').toEqual([])
      expect(played.wrong, 'what the program got wrong').toEqual([])
    })
  }
})

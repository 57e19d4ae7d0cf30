import { parseAddress } from '../../net/address.ts'
import { contains, parsePrefix } from '../../net/prefix.ts'
import { isPrivate, scopeOf } from '../../net/scope.ts'
import { hostIsUp } from '../derive/around.ts'
import { routeSeen } from '../derive/evidence.ts'
import { interfaces } from '../derive/interfaces.ts'
import { ownAddresses, targetIsOwn } from '../derive/own-addresses.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, possible, quote, unknown } from '../judgement.ts'
import { routeCommand } from '../wording.ts'

/** Who makes interfaces of such names. */
const OWNERS: readonly (readonly [RegExp, string])[] = [
  [/^(docker|br-)/, ' of Docker'],
  [/^virbr/, ' of libvirt'],
  [/^(podman|cni)/, ' of Podman'],
  [/^(lxc|lxd)/, ' of LXC'],
  [/^vmnet/, ' of VMware'],
  [/^vboxnet/, ' of VirtualBox'],
]

export default cause({
  id: 'overlapping-subnet',
  layer: 'client',
  claims: "A local interface owns the target's subnet, so that the packets never leave for the real target.",
  means:
    'Docker bridges (172.17.0.0/16 and on), home routers (192.168.1.0/24) and remote networks use the same private ranges; the nearest wins.',
  prior: 2,
  families: ['T', 'U', 'R'],
  predicts: ['timed-out', 'unreachable', 'refused'],
  decide: (ask) => ({
    where: 'here',
    command: `${routeCommand(ask)}; ip -brief address`,
    tells: "which interface owns the target's subnet",
  }),
  remedy: (ask) => {
    const device = ask(routeSeen)?.seen.device ?? ''
    if (/^(docker|br-)/.test(device)) {
      return {
        text: `give Docker other networks, in default-address-pools of /etc/docker/daemon.json, and make the network of ${device} anew`,
        commands: ['docker network ls', "docker network inspect --format '{{.Name}} {{.IPAM.Config}}' $(docker network ls -q)"],
      }
    }
    if (device.startsWith('virbr'))
      return { text: `give the libvirt network of ${device} another range`, commands: ['virsh net-list --all', 'virsh net-edit default'] }
    if (/^(podman|cni)/.test(device))
      return {
        text: `give the Podman network of ${device} another range`,
        commands: ['podman network ls', 'podman network inspect podman'],
      }
    return { text: 'renumber one of the two networks, or add a host route to the target by the right gateway', commands: [] }
  },
  judge: (ask) => {
    const address = ask.address === null ? null : parseAddress(ask.address)
    const addresses = ask.capture('client-addresses')
    if (!address || !addresses || ask(targetIsOwn) || !isPrivate(scopeOf(address)) || scopeOf(address) === 'link-local') return unknown
    const route = ask(routeSeen)
    const prefix = parsePrefix(route?.seen.prefix ?? '')
    // An interface that is down keeps its route, and is not among the addresses.
    const byRoute =
      route?.seen.gateway === undefined && prefix !== null && prefix.length > 0 && contains(prefix, address) ? route : undefined
    const owner = ask(ownAddresses).find((own) => own.device === ask(routeSeen)?.seen.device && contains(own.subnet, address))
    if (!owner && !byRoute) {
      const none = { text: 'no interface of this machine owns the subnet of the target', from: { capture: addresses.index, text: '' } }
      return ask(ownAddresses).length === 0 || route?.seen.gateway === undefined ? unknown : excluded(none)
    }
    const seen = ask(symptom)
    const [up] = ask(hostIsUp)
    const device = owner?.device ?? route?.seen.device ?? ''
    const virtual = /^(docker|br-|virbr|lxc|lxd|podman|cni|vmnet|vboxnet)/.test(device)
    if (seen.kind === 'identified' || seen.kind === 'no-address' || seen.kind === 'local') return unknown
    const link = ask(interfaces).find(({ name }) => name === device)
    const verdict = `the local interface ${device}${OWNERS.find(([names]) => names.test(device))?.[1] ?? ''} owns the subnet of the target, so that the packets never leave for it`
    const empty =
      link?.state === 'no-carrier'
        ? [{ text: `nobody is connected to ${device}`, from: { capture: link.index, line: link.line, text: link.text } }]
        : []
    const more = { weight: virtual ? 8 : 0.3, ...(up ? { against: [up] } : {}), ...(virtual ? { verdict } : {}) }
    if (!owner)
      return byRoute
        ? possible([quote(`the route ${byRoute.seen.prefix} leads to the interface ${device}`, byRoute), ...empty], more)
        : unknown
    return possible(
      [
        {
          text: `the interface ${device} owns the subnet of the target: ${owner.text}`,
          from: { capture: addresses.index, line: owner.line, text: owner.text },
        },
        ...empty,
      ],
      more,
    )
  },
})

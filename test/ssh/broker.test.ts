import { describe, expect, it } from 'vitest'
import { brokerOf, recogniseBroker } from '../../src/ssh/broker.ts'

describe('brokers', () => {
  it.each([
    ['cloudflared', 'Cloudflare Access'],
    ['cloudflared.exe', 'Cloudflare Access'],
    ['tsh', 'Teleport'],
    ['aws', 'AWS Systems Manager'],
    ['gcloud', 'Google IAP'],
    ['tailscale', 'Tailscale'],
    ['az', 'Azure Bastion'],
  ])('%s belongs to %s', (program, name) => {
    expect(recogniseBroker(program)?.name).toBe(name)
  })

  it.each(['nc', 'ssh', 'sh', 'awslike', 'socat', 'corkscrew', ''])('%j is none', (program) => {
    expect(recogniseBroker(program)).toBeNull()
  })

  it.each([
    ['SSH-2.0-Tailscale', 'Tailscale SSH'],
    ['SSH-2.0-Teleport', 'Teleport'],
    ['SSH-2.0-OpenSSH_9.2p1 Tailscale', undefined],
  ])('%s', (identification, name) => {
    expect(brokerOf(identification)?.name).toBe(name)
  })
})

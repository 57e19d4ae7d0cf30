import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hostKeys } from '../../src/sshwhy.ts'
import { keyFolder, serve, sshdMissing } from './kex/real-sshd.ts'
import { freshAddress, listen } from './peers.ts'

let keys: ReturnType<typeof keyFolder>
beforeAll(() => (keys = keyFolder()))
afterAll(() => keys.dispose())

describe.skipIf(sshdMissing !== undefined)('host keys of many', () => {
  test('in the order of the targets, whatever each of them does', async () => {
    const HTTP = freshAddress()
    await using sshd = await serve(keys.path, [`HostKey ${keys.key('ed25519')}`, `HostKey ${keys.key('rsa', '-b', '2048')}`])
    await using http = await listen(HTTP, 0, (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    const closed = { address: freshAddress(), port: 22 }
    const targets = [closed, { address: sshd.address, port: sshd.port }, { address: HTTP, port: http.port }]
    const found = await hostKeys(targets, { algorithms: ['rsa-sha2-512'], atOnce: 2, timeoutMs: 3000 })
    expect(found).toMatchObject([
      { ...closed, identification: null, hostKey: null, trouble: 'ECONNREFUSED' },
      { address: sshd.address, hostKey: { type: 'ssh-rsa', algorithm: 'rsa-sha2-512', signature: 'verified' }, trouble: null },
      { address: HTTP, identification: null, hostKey: null, trouble: 'closed' },
    ])
  })

  test('nothing is asked when there is nobody, and an abort ends all', async () => {
    expect(await hostKeys([])).toEqual([])
    const MUTE = freshAddress()
    await using mute = await listen(MUTE, 0, () => {})
    const signal = AbortSignal.timeout(100)
    await expect(hostKeys([{ address: MUTE, port: mute.port }], { signal })).rejects.toThrow(/timeout/)
  })
})

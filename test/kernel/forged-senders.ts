/**
 * Sends one packet for each line of standard input, `udp|tcp SOURCE SOURCE-PORT DESTINATION PORT`, in the network namespace it runs in, where all addresses are
 * local. Source ports are taken once.
 */
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'

const packets = readFileSync(0, 'utf8')
  .split('\n')
  .filter((line) => line !== '')

async function send(line: string): Promise<void> {
  const [protocol, source = '', sourcePort = '', destination = '', port = ''] = line.split(' ')
  if (protocol === 'udp') {
    const socket = createSocket(source.includes(':') ? 'udp6' : 'udp4')
    await new Promise<void>((done, failed) => {
      socket.once('error', failed)
      socket.bind(Number(sourcePort), source, () =>
        socket.send('x', Number(port), destination, (error) => (error ? failed(error) : done())),
      )
    })
    socket.close()
    return
  }
  // The SYN leaves at once, and its answer is of no interest.
  const socket = connect({ host: destination, port: Number(port), localAddress: source, localPort: Number(sourcePort) })
  socket.on('error', () => {})
  await new Promise((done) => setTimeout(done, 5))
  socket.destroy()
}

for (let at = 0; at < packets.length; at += 50) await Promise.all(packets.slice(at, at + 50).map(send))

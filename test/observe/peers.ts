import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'

let next = 1

/** A loopback address that no other test uses, so that their ledgers and ports do not meet. */
export function freshAddress(): string {
  const number = next++
  return `127.${64 + (process.pid % 128)}.${number >> 8}.${number & 255}`
}

/** A real TCP server; `serve` is called with each connection. */
export async function listen(
  address: string,
  port: number,
  serve: (socket: Socket) => void,
): Promise<AsyncDisposable & { port: number; connections: () => number }> {
  const sockets = new Set<Socket>()
  let connections = 0
  const server: Server = createServer((socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    serve(socket)
  })
  server.listen(port, address)
  await once(server, 'listening')
  return {
    port: (server.address() as { port: number }).port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A listener whose accept queue is full: the kernel answers no SYN, which looks like a firewall that drops. */
export async function silent(address: string): Promise<AsyncDisposable & { port: number }> {
  const program = `
    const { createServer, connect } = require('node:net')
    const server = createServer()
    server.listen({ port: 0, host: '${address}', backlog: 1 }, () => {
      const { port } = server.address()
      process.stdout.write(port + '\\n', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
    })`
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [first] = (await once(child.stdout, 'data')) as [Buffer]
  const port = Number(first.toString())
  const { connect } = await import('node:net')
  const fillers = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const socket = connect({ port, host: address })
      socket.on('error', () => {})
      await Promise.race([once(socket, 'connect'), new Promise((done) => setTimeout(done, 300))])
      return socket
    }),
  )
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of fillers) socket.destroy()
      child.kill('SIGKILL')
      await once(child, 'close')
    },
  }
}

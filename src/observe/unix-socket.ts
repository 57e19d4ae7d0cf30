import { connect } from 'node:net'

/** What a Unix socket gave: bytes until `done`, or why it did not. `silent`: nothing more until the time limit. */
export type SocketAnswer = { readonly bytes: Uint8Array } | { readonly failed: string }

/**
 * Connects to a Unix socket, writes a request, which may be empty, and reads. Never rejects.
 * @param done whether what was read is enough
 * @param maxBytes more than these is `endless`
 */
export function askUnixSocket(
  path: string,
  request: Uint8Array,
  done: (bytes: Uint8Array) => boolean,
  maxBytes: number,
  timeoutMs: number,
): Promise<SocketAnswer> {
  return new Promise((resolve) => {
    let bytes: Uint8Array = new Uint8Array(0)
    const socket = connect({ path })
    const end = (answer: SocketAnswer): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(answer)
    }
    const timer = setTimeout(() => end({ failed: 'silent' }), timeoutMs)
    socket.on('connect', () => socket.write(request))
    socket.on('data', (more: Buffer) => {
      bytes = Buffer.concat([bytes, more])
      if (bytes.length > maxBytes) end({ failed: 'endless' })
      else if (done(bytes)) end({ bytes })
    })
    socket.on('end', () => end({ failed: 'closed' }))
    socket.on('error', (error: NodeJS.ErrnoException) => end({ failed: error.code ?? 'closed' }))
  })
}

import { MSG } from './message-number.ts'
import { WireReader } from './wire-reader.ts'

const MAX_TEXT = 255

/** Reads SSH_MSG_DISCONNECT (RFC 4253 section 11.1). The description, UTF-8 by the RFC, as latin1, at most 255 bytes: hostile. */
export function parseDisconnect(payload: Uint8Array): { readonly code: number; readonly text: string } | null {
  const reader = new WireReader(payload)
  if (reader.byte() !== MSG.disconnect) return null
  const code = reader.uint32()
  const text = reader.string()
  return reader.failed ? null : { code, text: String.fromCharCode(...text.subarray(0, MAX_TEXT)) }
}

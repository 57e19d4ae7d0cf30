/** Why a jump host made no connection for us: SSH_MSG_CHANNEL_OPEN_FAILURE, RFC 4254 section 5.1, in the words of ssh. */
export interface ChannelOpenFailure {
  /** `prohibited`: the server forbids the forwarding. `connect`: it tried. `other`: no memory, or a channel type that it does not know. */
  readonly reason: 'prohibited' | 'connect' | 'other'
  /** The server's own words, e.g. `Connection refused`; hostile. */
  readonly text: string
}

/** channel_input_open_failure() in channels.c of OpenSSH, which prints reason2txt() of the code and then the server's text. */
const FAILED =
  /^channel \d{1,9}: open failed: (administratively prohibited|connect failed|unknown channel type|resource shortage|unknown reason)(?:: (.{0,512}))?$/

/** Reads one line that ssh printed; null when it says something else. */
export function readChannelOpenFailure(line: string): ChannelOpenFailure | null {
  const match = FAILED.exec(line.replace(/\r?\n?$/, ''))
  if (!match) return null
  const reason = match[1] === 'administratively prohibited' ? 'prohibited' : match[1] === 'connect failed' ? 'connect' : 'other'
  return { reason, text: match[2] ?? '' }
}

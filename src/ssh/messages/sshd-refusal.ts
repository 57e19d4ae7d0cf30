/**
 * `max-startups`: MaxStartups or PerSourceMaxStartups, and nothing else.
 * `max-startups-or-penalty`: since OpenSSH 9.8 the same words stand for PerSourcePenalties too.
 */
export type SshdRefusal = 'max-startups' | 'max-startups-or-penalty'

/**
 * What drop_connection() in sshd.c writes in place of an identification before it closes.
 * OpenSSH 8.2 to 8.3 write it in server_accept_loop(), 8.4 to 9.7 in drop_connection(); 9.8 and later write the second text.
 */
const TEXTS: readonly (readonly [string, SshdRefusal])[] = [
  ['Exceeded MaxStartups', 'max-startups'],
  ['Not allowed at this time', 'max-startups-or-penalty'],
]

/**
 * Recognises sshd's own refusal: the text is the whole of what came, but for its line end. A longer text was written by another program.
 * @param textBeforeBanner what a server sent before it closed, without having sent an identification
 */
export function recogniseRefusal(textBeforeBanner: string): SshdRefusal | null {
  const line = textBeforeBanner.replace(/\r?\n$/, '')
  return TEXTS.find(([text]) => text === line)?.[1] ?? null
}

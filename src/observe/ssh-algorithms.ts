import type { Capture, Evidence } from '../model/observation.ts'
import { configValues } from '../ssh/config-values.ts'
import { clientLists, disagreements, QUERY } from '../ssh/negotiation.ts'
import { runProgram } from './run-program.ts'

const TIMEOUT_MS = 2000

/**
 * Where ssh and the server have no algorithm in common: what ssh could do if it were told to, by `ssh -Q`. Of sources `ssh-q-kex` and
 * so on, with a name a line; nothing where all agree.
 * @throws the reason of the signal
 */
export async function askAlgorithms(
  captures: readonly Capture[],
  evidence: readonly Evidence[],
  signal: AbortSignal,
): Promise<readonly Capture[]> {
  const config = captures.find(({ source, code }) => source === 'ssh-g' && code === 0)
  if (!config) return []
  const ours = clientLists(configValues(config.out))
  const wanted = evidence.flatMap((seen) =>
    seen.probe === 'ssh' && seen.role === 'asked' && seen.kex?.offer ? disagreements(ours, seen.kex.offer).map((one) => one.list) : [],
  )
  return Promise.all(
    [...new Set(wanted)].map(async (one): Promise<Capture> => {
      const run = await runProgram('ssh', ['-Q', QUERY[one]], signal, TIMEOUT_MS)
      const code = run.ended === 'exit' ? run.code : 255
      return {
        side: 'client',
        source: `ssh-q-${QUERY[one]}`,
        command: `ssh -Q ${QUERY[one]}`,
        code,
        out: run.out.slice(0, 65_536),
        cut: false,
      }
    }),
  )
}

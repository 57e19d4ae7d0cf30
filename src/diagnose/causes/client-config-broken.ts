import { readSshFailure } from '../../ssh/messages/ssh-failure.ts'
import { shellWord } from '../../net/shell-word.ts'
import { symptom } from '../derive/symptom.ts'
import { cause, excluded, likely, proven, quote, unknown } from '../judgement.ts'

export default cause({
  id: 'client-config-broken',
  layer: 'client',
  claims: "ssh's own configuration on this machine cannot be used.",
  means: 'A bad option, a file that others may write, or an address to bind that this machine does not have stops ssh before it connects.',
  prior: 5,
  stopsSsh: true,
  families: [],
  // ssh stops before connect(): what sshwhy's own connection then says is no evidence about it.
  predicts: [],
  decide: (ask) =>
    ask.capture('ssh-config')
      ? { where: 'here', command: 'ssh -G localhost', tells: 'the file and the line that ssh rejects' }
      : { where: 'here', command: 'ip -brief address', tells: 'the addresses that this machine can connect from' },
  remedy: (ask) => {
    const text = ask.capture('ssh-config')?.capture.out ?? ''
    const file = /^Bad owner or permissions on (.+)$/m.exec(text)?.[1]
    if (file)
      return {
        text: 'only its owner, or root, may own and write the file',
        commands: [`ls -l ${shellWord(file)}`, `chmod go-w ${shellWord(file)}`],
      }
    const { bindAddress, bindInterface } = ask.observation.target
    if (text === '' && (bindAddress ?? bindInterface) !== null)
      return {
        text: `BindAddress, BindInterface or -b names ${bindAddress ?? bindInterface}: use an address that this machine has`,
        commands: ['ip -brief address'],
      }
    return { text: 'correct the line that ssh names', commands: [] }
  },
  judge: (ask) => {
    const config = ask.capture('ssh-config')
    if (config && config.capture.code !== 0) {
      const failure = readSshFailure(config.capture.out)
      if (failure.kind !== 'config') return unknown
      const because = {
        text: `ssh refuses its configuration: ${config.capture.out}`,
        from: { capture: config.index, text: config.capture.out },
      }
      return proven([because], { verdict: `the configuration of ssh on this machine is broken: ${failure.text}${place(failure)}` })
    }
    const seen = ask(symptom)
    if (seen.kind === 'local' && seen.tcp.seen.stage === 'bind') {
      const { bindAddress, bindInterface } = ask.observation.target
      const bound = bindAddress ?? bindInterface ?? 'the source address'
      const because = quote(`bind() to ${bound} failed: ${seen.tcp.seen.errno}`, seen.tcp)
      const verdict = `this machine cannot connect from ${bound} (${seen.tcp.seen.errno})`
      return seen.tcp.seen.errno === 'EADDRNOTAVAIL' ? proven([because], { verdict }) : likely([because], { verdict })
    }
    if (ask.observation.target.resolvedBy !== 'ssh -G') return unknown
    return excluded({ text: 'ssh -G accepts the configuration', from: { file: 'ssh -G', text: ask.observation.target.host } })
  },
})

function place({ file, line, text }: { readonly file: string | null; readonly line: number | null; readonly text: string }): string {
  return file === null || text.includes(file) ? '' : ` (${file}${line === null ? '' : ` line ${line}`})`
}

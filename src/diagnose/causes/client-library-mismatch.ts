import { isLibraryMismatch } from '../../ssh/messages/library-mismatch.ts'
import { cause, likely, unknown } from '../judgement.ts'

export default cause({
  id: 'client-library-mismatch',
  layer: 'client',
  claims: 'The ssh program of this machine cannot run, because a library does not fit it.',
  means: 'After an unfinished upgrade, ssh and its OpenSSL library differ, and ssh ends before it reads anything.',
  prior: 1,
  stopsSsh: true,
  families: [],
  predicts: [],
  decide: () => ({ where: 'here', command: 'ssh -V; ldd "$(command -v ssh)"', tells: 'whether ssh runs at all, and with which libraries' }),
  remedy: () => ({ text: 'finish the upgrade of openssh-client and its libraries', commands: ['sudo apt-get -f install'] }),
  judge: (ask) => {
    const config = ask.capture('ssh-config')
    const said = config?.capture.out.split('\n').find(isLibraryMismatch)
    if (!config || said === undefined) return unknown
    return likely([{ text: `ssh ended with: ${said}`, from: { capture: config.index, text: said } }], {
      weight: 9,
      verdict: `ssh itself cannot run on this machine: ${said}`,
    })
  },
})

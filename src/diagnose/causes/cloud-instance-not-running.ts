import { awsInstance } from '../derive/cloud-drop.ts'
import { vanishes } from '../derive/vanishes.ts'
import { targetIsOwn } from '../derive/own-addresses.ts'
import { cause, unknown } from '../judgement.ts'

export default cause({
  id: 'cloud-instance-not-running',
  layer: 'cloud',
  claims: 'The cloud machine is stopped, or fails its status checks.',
  means: 'The address of a stopped machine is silent, or belongs to nobody.',
  prior: 3,
  families: ['T'],
  predicts: ['timed-out'],
  decide: (ask) => ({
    where: 'cloud',
    command: `aws ec2 describe-instance-status --include-all-instances --instance-ids "$(${awsInstance(ask, 'InstanceId')})"`,
    tells: 'the state of the machine and its status checks',
  }),
  remedy: () => ({ text: 'start it, and compare its public address: it may have changed', commands: [] }),
  judge: (ask) => (ask(targetIsOwn) ? unknown : vanishes(ask, 'excluded', { up: 0, dark: 0.5 })),
})

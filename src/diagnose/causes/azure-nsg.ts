import { cloudDrops } from '../derive/cloud-drop.ts'
import { cause } from '../judgement.ts'

export default cause({
  id: 'azure-nsg',
  layer: 'cloud',
  claims: 'An Azure network security group drops the packet.',
  means: "The subnet's and the interface's NSG must both allow; the lowest priority that matches decides; the default denies.",
  prior: 4,
  families: ['T'],
  predicts: ['timed-out'],
  decide: (ask) => ({
    where: 'cloud',
    command: `az network nic list-effective-nsg --ids "$(az network public-ip list --query "[?ipAddress=='${ask.address}'].ipConfiguration.id" -o tsv | sed 's|/ipConfigurations/.*||')"`,
    tells: 'the rules in force at the interface of the machine',
  }),
  remedy: () => ({ text: 'add a rule for this client at a free priority before the one that denies', commands: [] }),
  judge: cloudDrops,
})

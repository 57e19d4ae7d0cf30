import { natToTarget } from '../nat-to-target.ts'

export default natToTarget('DNAT', 'to-destination', 'another destination is put in; one of several is not known')

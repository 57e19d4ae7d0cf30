import { natToTarget } from '../nat-to-target.ts'

export default natToTarget('SNAT', 'to-source', 'another source is put in; one of several is not known')

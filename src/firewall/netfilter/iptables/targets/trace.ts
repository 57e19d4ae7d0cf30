import { bystander } from '../goes-on.ts'

export default bystander('TRACE', [4, 6], 'the rules that it meets are logged', {})

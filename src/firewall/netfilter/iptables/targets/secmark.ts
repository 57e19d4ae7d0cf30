import { bystander } from '../goes-on.ts'

export default bystander('SECMARK', [4, 6], 'a security mark is set', { selctx: 1 })

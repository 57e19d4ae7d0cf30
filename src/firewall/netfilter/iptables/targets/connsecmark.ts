import { bystander } from '../goes-on.ts'

export default bystander('CONNSECMARK', [4, 6], 'a security mark is copied', { save: 0, restore: 0 })

import { bystander } from '../goes-on.ts'

export default bystander('TEE', [4, 6], 'a copy is sent elsewhere', { gateway: 1, oif: 1 })

import { bystander } from '../goes-on.ts'

export default bystander('RATEEST', [4, 6], 'a rate is measured', { 'rateest-name': 1, 'rateest-interval': 1, 'rateest-ewmalog': 1 })

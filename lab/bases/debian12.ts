import { PACKAGES, type Recipe, SETUP } from './recipe.ts'

export default { suite: 'bookworm', packages: PACKAGES, setup: SETUP, opt: 'debian13' } satisfies Recipe

import { PACKAGES, type Recipe, SETUP } from './recipe.ts'

export default { suite: 'trixie', packages: PACKAGES, setup: SETUP, fetched: ['openssh-server'] } satisfies Recipe

import debian12 from './debian12.ts'
import debian13 from './debian13.ts'
import type { Recipe } from './recipe.ts'

/** The bases by name; one comes after those that it copies from. */
export const RECIPES: Readonly<Record<BaseName, Recipe>> = { debian13, debian12 }

export const BASE_NAMES = ['debian12', 'debian13'] as const
export type BaseName = (typeof BASE_NAMES)[number]

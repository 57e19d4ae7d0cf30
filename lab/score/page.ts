import type { Board } from './score.ts'
export function page(board: Board, _earlier: Board | undefined): string { return JSON.stringify(board) }

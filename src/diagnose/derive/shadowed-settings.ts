import { need } from '../ask.ts'

/** A setting for this host that a more general one before it overrules. */
export interface ShadowedSetting {
  /** Index of the capture `config-shadowed`, and the line in it, from 1. */
  readonly index: number
  readonly line: number
  readonly text: string
  /** In lower case. */
  readonly keyword: string
  /** `FILE line N` and the value there. */
  readonly wins: { readonly place: string; readonly value: string }
  readonly lost: { readonly place: string; readonly value: string }
}

const LINE = /^(\w+) (.+ line \d+) (.*) over (.+ line \d+) (.*)$/

/** The capture `config-shadowed`. */
export const shadowedSettings = need('shadowed-settings', (ask): readonly ShadowedSetting[] => {
  const found = ask.capture('config-shadowed')
  return (found?.capture.out ?? '').split('\n').flatMap((text, at) => {
    const match = LINE.exec(text)
    if (!match || !found) return []
    const [, keyword = '', first = '', value = '', second = '', other = ''] = match
    return [{ index: found.index, line: at + 1, text, keyword, wins: { place: first, value }, lost: { place: second, value: other } }]
  })
})

import type { Texts } from './ours.ts'
import type { Trial } from './trial.ts'

const TEXTS: readonly (keyof Texts)[] = ['nft', 'iptables', 'ip6tables', 'iptablesLegacy', 'ip6tablesLegacy', 'ipset']

/** Each of them may take as long as loading a ruleset. */
const MOST_TRIES = 1500

/**
 * The smallest trial found that still shows what this one shows: fewer packets, then fewer inputs, blocks, lines and words.
 * @param shows whether a trial shows it; false also for one that does not load
 */
export function shrink(trial: Trial, shows: (trial: Trial) => boolean): Trial {
  let tries = 0
  const shown = (candidate: Trial): boolean => tries++ < MOST_TRIES && shows(candidate)
  let smallest: Trial = { ...trial, packets: fewer(trial.packets, (packets) => shown({ ...trial, packets })) }
  for (let before = ''; before !== JSON.stringify(smallest);) {
    before = JSON.stringify(smallest)
    for (const key of TEXTS) {
      if (smallest[key] === null) continue
      const without = { ...smallest, [key]: null }
      smallest = shown(without) ? without : { ...smallest, [key]: shorter(smallest[key], (text) => shown({ ...smallest, [key]: text })) }
    }
    if (smallest.counts && shown({ ...smallest, counts: false })) smallest = { ...smallest, counts: false }
  }
  return smallest
}

/** Leaves out as many as it can: halves, then quarters, down to single ones. */
function fewer<T>(all: readonly T[], shown: (some: readonly T[]) => boolean): readonly T[] {
  for (const one of all) if (all.length > 1 && shown([one])) return [one]
  let kept = all
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < kept.length;) {
      const without = [...kept.slice(0, at), ...kept.slice(at + size)]
      if (kept.length > size && shown(without)) kept = without
      else at += size
    }
  }
  return kept
}

function shorter(text: string, shown: (text: string) => boolean): string {
  const byBlocks = withoutBlocks(text, shown)
  const byLines = leftOut(byBlocks.split('\n'), '\n', shown)
  return byLines.split('\n').reduce((whole, line, index) => {
    const lines = whole.split('\n')
    const put = (changed: string): string => lines.with(index, changed).join('\n')
    const words = line.trim().split(/ +/)
    return words.length < 2 ? whole : put(leftOut(words, ' ', (changed) => shown(put(changed))))
  }, byLines)
}

/** Chains, sets and tables of nft, with all that is in them. */
function withoutBlocks(text: string, shown: (text: string) => boolean): string {
  let lines = text.split('\n')
  for (let first = 0; first < lines.length; first++) {
    if (!(lines[first] ?? '').trimEnd().endsWith('{')) continue
    let [last, depth] = [first, 0]
    for (; last < lines.length; last++) {
      depth += (lines[last] ?? '').split('{').length - (lines[last] ?? '').split('}').length
      if (depth <= 0) break
    }
    const without = [...lines.slice(0, first), ...lines.slice(last + 1)]
    if (!shown(without.join('\n'))) continue
    lines = without
    first--
  }
  return lines.join('\n')
}

function leftOut(parts: readonly string[], separator: string, shown: (text: string) => boolean): string {
  let kept = [...parts]
  for (let size = Math.min(32, Math.ceil(kept.length / 2)); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < kept.length;) {
      const without = kept.toSpliced(at, size)
      if (shown(without.join(separator))) kept = without
      else at++
    }
  }
  return kept.join(separator)
}

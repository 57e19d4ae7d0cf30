import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LabelSets } from '../../../src/firewall/netfilter/label-sets.ts'

test('equal sets have one number, whatever the way to them, and different sets do not', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), fc.array(fc.nat(), { maxLength: 300 }), (labels, toggles) => {
      const sets = new LabelSets(labels)
      const numbers = new Map<string, number>()
      const now = new Set<number>()
      let set = LabelSets.empty
      for (const toggle of toggles) {
        const label = toggle % labels
        if (!now.delete(label)) now.add(label)
        set = sets.toggle(set, label)
        const listed = [...now].toSorted((a, b) => a - b)
        expect(sets.labels(set)).toEqual(listed)
        expect(numbers.get(listed.join()) ?? set).toBe(set)
        numbers.set(listed.join(), set)
      }
      expect(new Set(numbers.values()).size).toBe(numbers.size)
    }),
  )
})

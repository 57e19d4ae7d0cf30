/** How a time grows with the number of rules. */
export interface Growth {
  readonly name: string
  /** Ascending in rules; a time that is NaN was not measured. */
  readonly points: readonly { readonly rules: number; readonly ms: number }[]
}

const WIDEST = 48

/** As text: microseconds for each rule. Bars of one length are linear growth. */
export function told(all: readonly Growth[]): string {
  const each = ({ rules, ms }: Growth['points'][number]): number => (ms * 1000) / rules
  const most = Math.max(...all.flatMap(({ points }) => points.map(each)).filter((value) => !Number.isNaN(value)))
  const lines = all.flatMap(({ name, points }) => [
    name,
    ...points.map((point) => {
      const value = each(point)
      const bar = Number.isNaN(value) ? '(not measured)' : '█'.repeat(Math.max(1, Math.round((value / most) * WIDEST)))
      return `  ${point.rules.toLocaleString('en').padStart(9)} rules ${value.toFixed(1).padStart(8)} µs a rule ${bar}`
    }),
  ])
  return lines.join('\n')
}

const SIZE = { width: 640, height: 400, left: 70, right: 190, top: 20, bottom: 50 } as const
const COLOURS = ['#0969da', '#8250df', '#cf222e', '#bf8700'] as const

/** As SVG: both axes logarithmic, so that linear growth is a line that rises by one decade in each. */
export function drawn(all: readonly Growth[]): string {
  const points = all.flatMap((growth) => growth.points).filter(({ ms }) => !Number.isNaN(ms))
  const decades = (values: readonly number[]): readonly [number, number] => [
    Math.floor(Math.log10(Math.min(...values))),
    Math.ceil(Math.log10(Math.max(...values))),
  ]
  const [x0, x1] = decades(points.map(({ rules }) => rules))
  const [y0, y1] = decades(points.map(({ ms }) => ms))
  const { width, height, left, right, top, bottom } = SIZE
  const x = (rules: number): number => left + ((Math.log10(rules) - x0) / (x1 - x0)) * (width - left - right)
  const y = (ms: number): number => height - bottom - ((Math.log10(ms) - y0) / (y1 - y0)) * (height - top - bottom)
  const at = (value: number): string => value.toFixed(1)
  const powers = (from: number, to: number): readonly number[] => Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index))
  const grid = [
    ...powers(x0, x1).map(
      (rules) =>
        `<path class="grid" d="M${at(x(rules))} ${top}V${height - bottom}"/><text x="${at(x(rules))}" y="${height - bottom + 18}" text-anchor="middle">${rules.toLocaleString('en')}</text>`,
    ),
    ...powers(y0, y1).map(
      (ms) =>
        `<path class="grid" d="M${left} ${at(y(ms))}H${width - right}"/><text x="${left - 8}" y="${at(y(ms) + 4)}" text-anchor="end">${ms.toLocaleString('en')} ms</text>`,
    ),
  ]
  const lines = all.flatMap(({ name, points: measured }, index) => {
    const known = measured.filter(({ ms }) => !Number.isNaN(ms))
    const colour = COLOURS[index % COLOURS.length] ?? '#666'
    const path = known.map(({ rules, ms }) => `${at(x(rules))} ${at(y(ms))}`).join('L')
    const label = top + 14 + index * 20
    return [
      `<path d="M${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...known.map(({ rules, ms }) => `<circle cx="${at(x(rules))}" cy="${at(y(ms))}" r="3" fill="${colour}"/>`),
      `<path d="M${width - right + 12} ${label - 4}h16" stroke="${colour}" stroke-width="2"/><text x="${width - right + 34}" y="${label}">${name}</text>`,
    ]
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Time by the number of rules">`,
    '<style>text{font:12px system-ui,sans-serif;fill:#57606a}.grid{stroke:#8c959f;stroke-opacity:.35}</style>',
    ...grid,
    `<text x="${at(left + (width - left - right) / 2)}" y="${height - 10}" text-anchor="middle">rules</text>`,
    ...lines,
    '</svg>',
    '',
  ].join('\n')
}

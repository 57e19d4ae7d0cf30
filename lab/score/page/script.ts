/**
 * Filters and sorts the runs. The page is whole without it. It moves and hides what is there and writes plain text only; what the
 * board says never becomes code or HTML.
 */
export const SCRIPT = String.raw`
'use strict'
const at = (id) => document.getElementById(id)
const table = at('runs-table')
const rows = [...table.tBodies]
const find = at('find')
const kind = at('kind')
const wrong = at('wrong')
const cells = (row) => [...row.rows[0].cells]
const words = new Map(rows.map((row) => [row, [...cells(row), row.querySelector('summary')].map((each) => each.textContent).join(' ').toLowerCase()]))

function fits(row, word) {
  const [name, value] = word.split('=')
  if (value !== undefined && ['truth', 'verdict'].includes(name)) return row.dataset[name].toLowerCase() === value
  return words.get(row).includes(word)
}

function filter() {
  const asked = find.value.toLowerCase().split(/\s+/).filter(Boolean)
  for (const row of rows) {
    const shown = asked.every((word) => fits(row, word)) && (kind.value === '' || row.dataset.kind === kind.value)
    row.hidden = !shown || (wrong.checked && !row.classList.contains('bad'))
  }
  at('shown').textContent = rows.filter((row) => !row.hidden).length + ' of ' + rows.length + ' runs'
}

function show(text, onlyWrong) {
  find.value = text
  kind.value = ''
  wrong.checked = onlyWrong
  filter()
}

const order = new Intl.Collator('en', { numeric: true })
function sort(column, turned) {
  const key = (row) => {
    const cell = cells(row)[column]
    return cell.dataset.key ?? cell.textContent
  }
  const compare = (a, b) => {
    const [left, right] = [key(a), key(b)]
    return left !== '' && right !== '' && !isNaN(left) && !isNaN(right) ? left - right : order.compare(left, right)
  }
  const sorted = column === -1 ? rows : rows.toSorted((a, b) => (turned ? -1 : 1) * compare(a, b))
  table.append(...sorted)
}

const heads = [...table.tHead.rows[0].cells]
heads.forEach((head, column) => {
  const button = document.createElement('button')
  button.type = 'button'
  button.append(...head.childNodes)
  head.append(button)
  button.addEventListener('click', () => {
    const next = { ascending: 'descending', descending: undefined }
    const was = head.getAttribute('aria-sort')
    const is = was === null ? 'ascending' : next[was]
    for (const each of heads) each.removeAttribute('aria-sort')
    if (is) head.setAttribute('aria-sort', is)
    sort(is ? column : -1, is === 'descending')
  })
})

/** Shows the run that the address names, and opens it. */
function reveal() {
  const row = rows.find(({ id }) => '#' + id === location.hash)
  if (!row) return
  if (row.hidden) show('', false)
  row.querySelector('details').open = true
  row.scrollIntoView()
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-find], a[data-wrong]')
  if (!link) return
  event.preventDefault()
  show(link.dataset.find ?? '', link.dataset.wrong !== undefined)
  at('runs').scrollIntoView()
})
for (const each of [find, kind, wrong]) each.addEventListener('input', filter)
addEventListener('hashchange', reveal)
at('tools').hidden = false
filter()
reveal()
`

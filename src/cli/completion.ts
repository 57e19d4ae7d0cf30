import { CAUSES } from '../diagnose/causes/all.ts'
import { CodedError } from '../model/error.ts'
import { printable } from '../net/printable.ts'
import { COMMANDS, OPTIONS } from './options.ts'
import type { Command, Option } from './options.ts'
import { writeLines } from './output.ts'

const options: readonly Option[] = OPTIONS
const commands: readonly Command[] = COMMANDS
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** What may stand after an option. */
const choicesOf = ({ name, value }: Option): readonly string[] =>
  name === 'explain' ? CAUSES.map((one) => one.id) : (value?.choices ?? [])

/** The addresses and interfaces of this machine, one a line; nothing where there is no ip(8). link-local ones cannot be used. */
const OWN = `ip -o address show scope global 2>/dev/null | sed -n 's/^[0-9]*: *\\([^ @]*\\).* inet6\\{0,1\\} \\([^ /]*\\).*/\\1\\n\\2/p' | sort -u`

/** Options whose value is one or more addresses of this machine. */
const owning = options.filter((one) => one.value?.own)

const names = (all: readonly { readonly name: string }[]): string => all.map((one) => one.name).join(' ')

const words = (choices: readonly string[]): string => `mapfile -t COMPREPLY < <(compgen -W ${quoted(choices.join(' '))} -- "$word")`

const BASH_FILES = 'compopt -o default -o filenames'

/** What the words of a command may be. */
function bashWords({ choices, file }: Command): string {
  if (choices && file) return `if (( COMP_CWORD > 2 )); then ${BASH_FILES}; else ${words(choices)}; fi; `
  return choices ? `${words(choices)}; ` : file ? `${BASH_FILES}; ` : ''
}

/**
 * What follows is completed as ssh's own command line is, by the shell's completion of ssh where there is one. File names are left to
 * readline, which knows how they are quoted.
 */
function bash(): readonly string[] {
  const chosen = options.filter((one) => choicesOf(one).length > 0)
  return [
    '# bash completion of sshwhy:  source <(sshwhy completion bash)',
    '# A list with commas: what stands before the last one stays.',
    '_sshwhy_own() {',
    "  local head='' cut=''",
    '  [[ $1 == *,* ]] && head=${1%,*},',
    '  # readline replaces only what stands behind the last colon.',
    '  [[ $1 == *:* && $COMP_WORDBREAKS == *:* ]] && cut=${1%"${1##*:}"}',
    `  mapfile -t COMPREPLY < <(compgen -P "$head" -W "$(${OWN})" -- "\${1##*,}")`,
    '  COMPREPLY=("${COMPREPLY[@]#"$cut"}")',
    '}',
    '_sshwhy() {',
    '  local word=${COMP_WORDS[COMP_CWORD]} at=$COMP_CWORD',
    '  local whole=$word',
    '  # readline breaks an IPv6 address at its colons.',
    '  while (( at > 1 )) && [[ ${COMP_WORDS[at]} == :* || ${COMP_WORDS[at-1]} == *: ]]; do whole=${COMP_WORDS[--at]}$whole; done',
    '  local before=${COMP_WORDS[at-1]}',
    '  [[ $before == = ]] && before=${COMP_WORDS[at-2]}',
    '  [[ $word == = ]] && word= whole=',
    '  COMPREPLY=()',
    '  case $before in',
    `    ${options
      .filter((one) => one.value?.file)
      .map((one) => `--${one.name}`)
      .join('|')}) compopt -o default -o filenames; return ;;`,
    ...owning.map((one) => `    --${one.name}) _sshwhy_own "$whole"; return ;;`),
    ...chosen.map((one) => `    --${one.name}) [[ $word == -* ]] || { ${words(choicesOf(one))}; return; } ;;`),
    '  esac',
    '  if [[ $word == --* ]]; then',
    `    ${words(options.map((one) => `--${one.name}`))}`,
    '    return',
    '  fi',
    '  (( COMP_CWORD > 1 )) && case ${COMP_WORDS[1]} in',
    ...commands.map((one) => {
      return `    ${one.name}) ${bashWords(one)}return ;;`
    }),
    '  esac',
    '  declare -F _ssh >/dev/null || { declare -F _completion_loader >/dev/null && _completion_loader ssh; }',
    '  declare -F _ssh >/dev/null && _ssh ssh "$word" "$before"',
    `  (( COMP_CWORD == 1 )) && mapfile -t -O "\${#COMPREPLY[@]}" COMPREPLY < <(compgen -W ${quoted(names(commands))} -- "$word")`,
    '}',
    'complete -F _sshwhy sshwhy',
  ]
}

const zshText = (text: string): string => text.replaceAll(/[[\]:\\]/g, '\\$&')

function zshOption(one: Option): string {
  const { name, value, text } = one
  const choices = choicesOf(one)
  const argument = value
    ? `:${zshText(value.name)}:${value.own ? '_sshwhy_own' : value.file ? '_files' : choices.length > 0 ? `(${choices.join(' ')})` : ' '}`
    : ''
  return quoted(`--${name}[${zshText(text)}]${value?.optional ? `:${argument}` : argument}`)
}

function zshWords({ choices, file }: Command): string {
  const first = `compadd ${choices?.join(' ')}`
  if (choices && file) return `if (( CURRENT > 3 )) { _files } else { ${first} }; `
  return choices ? `${first}; ` : file ? '_files; ' : ''
}

function zsh(): readonly string[] {
  return [
    '#compdef sshwhy',
    '# zsh completion of sshwhy:  sshwhy completion zsh > a folder of $fpath, as _sshwhy',
    '(( $+functions[_sshwhy_own] )) || _sshwhy_own() {',
    `  _values -s , 'address or interface' "\${(@f)$(${OWN})//:/\\\\:}"`,
    '}',
    'local -a ours commands',
    'ours=(',
    ...options.map((one) => `  ${zshOption(one)}`),
    ')',
    'commands=(',
    ...commands.map((one) => `  ${quoted(`${one.name}:${zshText(one.text)}`)}`),
    ')',
    `if [[ $PREFIX == --* || $words[CURRENT-1] == --(${options
      .filter((one) => one.value)
      .map((one) => one.name)
      .join('|')}) ]]; then`,
    '  _arguments $ours',
    'else',
    '  case $words[2] in',
    ...commands.map((one) => {
      const what = zshWords(one)
      return `    ${one.name}) (( CURRENT > 2 )) && { ${what}return } ;;`
    }),
    '  esac',
    "  (( CURRENT == 2 )) && _describe 'command' commands",
    '  (( $+functions[_ssh] )) || autoload -Uz _ssh',
    '  local -i at',
    '  for (( at = CURRENT - 1; at > 1; at-- )) { [[ $words[at] == --* ]] && { words[at]=(); (( CURRENT-- )) } }',
    '  service=ssh _ssh',
    'fi',
  ]
}

/** Not by `--wraps ssh`: after a command of ours, that offers what could be run on the host of its name. */
function fish(): readonly string[] {
  return [
    '# fish completion of sshwhy:  sshwhy completion fish | source',
    'function __sshwhy_command --description "The command typed is one of these"',
    '    for word in (commandline -opc)[2..]',
    "        string match -q -- '--*' $word; and continue",
    '        contains -- $word $argv',
    '        return',
    '    end',
    '    return 1',
    'end',
    'function __sshwhy_first --description "Nothing but options of sshwhy stand before"',
    '    for word in (commandline -opc)[2..]',
    "        string match -q -- '--*' $word; or return 1",
    '    end',
    'end',
    'function __sshwhy_ssh --description "What ssh would be given here"',
    '    set -l kept ssh',
    '    for word in (commandline -opc)[2..]',
    "        string match -q -- '--*' $word; or set -a kept (string escape -- $word)",
    '    end',
    "    complete -C (string join ' ' -- $kept (commandline -ct))",
    'end',
    'function __sshwhy_own --description "Addresses and interfaces of this machine, behind what stands before the last comma"',
    "    set -l head (string match -r -- '.*,' (commandline -ct | string replace -r -- '^--[^=]*=' ''))",
    '    test -n "$head"; or set head ""',
    `    for one in (${OWN})`,
    '        echo $head$one',
    '    end',
    'end',
    'complete -c sshwhy -f',
    `complete -c sshwhy -n ${quoted(`not __sshwhy_command ${names(commands)}`)} -a '(__sshwhy_ssh)'`,
    ...options.map((one) => {
      const choices = choicesOf(one)
      const value = one.value
        ? one.value.own
          ? ' -x -a "(__sshwhy_own)"'
          : one.value.file
            ? ' -r -F'
            : choices.length > 0
              ? ` -x -a ${quoted(choices.join(' '))}`
              : ' -x'
        : ''
      return `complete -c sshwhy -l ${one.name}${value} -d ${quoted(one.text)}`
    }),
    ...commands.map((one) => `complete -c sshwhy -n __sshwhy_first -a ${one.name} -d ${quoted(one.text)}`),
    ...commands.flatMap((one) => {
      const typed = `__sshwhy_command ${one.name}`
      const first = `-a ${quoted((one.choices ?? []).join(' '))}`
      if (one.choices && one.file) {
        const seen = `__fish_seen_subcommand_from ${one.choices.join(' ')}`
        return [`complete -c sshwhy -n '${typed}; and not ${seen}' ${first}`, `complete -c sshwhy -n '${typed}; and ${seen}' -F`]
      }
      return one.choices || one.file ? [`complete -c sshwhy -n '${typed}' ${one.choices ? first : '-F'}`] : []
    }),
  ]
}

export const SHELLS = { bash, zsh, fish } as const

/** `sshwhy completion SHELL`. @returns the exit code */
export function completion(typed: readonly string[]): number {
  const [shell, more] = typed
  if (shell === undefined || more !== undefined || !Object.hasOwn(SHELLS, shell))
    throw new CodedError(
      'shell-unknown',
      `no completion for "${printable(typed.join(' '), 60)}"`,
      `sshwhy completion ${Object.keys(SHELLS).join('|')}`,
    )
  writeLines(1, SHELLS[shell as keyof typeof SHELLS]())
  return 0
}

import { CodedError } from '../model/error.ts'
import { printable } from '../net/printable.ts'
import { COMMANDS, OPTIONS } from './options.ts'
import type { Command, Option } from './options.ts'
import { writeLines } from './output.ts'

const options: readonly Option[] = OPTIONS
const commands: readonly Command[] = COMMANDS
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** What follows is completed as ssh's own command line is, by the shell's completion of ssh where there is one. */
function bash(): readonly string[] {
  const files = options.filter((one) => one.value?.file).map((one) => `--${one.name}`)
  const chosen = options.filter((one) => one.value?.choices)
  return [
    '# bash completion of sshwhy:  source <(sshwhy completion bash)',
    '_sshwhy() {',
    '  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}',
    '  case $before in',
    `    ${files.join('|')}|replay) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;`,
    ...chosen.map(
      (one) =>
        `    --${one.name}) mapfile -t COMPREPLY < <(compgen -W ${quoted((one.value?.choices ?? []).join(' '))} -- "$word"); return ;;`,
    ),
    ...commands
      .filter((one) => one.choices)
      .map((one) => `    ${one.name}) mapfile -t COMPREPLY < <(compgen -W ${quoted((one.choices ?? []).join(' '))} -- "$word"); return ;;`),
    '  esac',
    '  if [[ $word == --* ]]; then',
    `    mapfile -t COMPREPLY < <(compgen -W ${quoted(options.map((one) => `--${one.name}`).join(' '))} -- "$word")`,
    '    return',
    '  fi',
    '  declare -F _ssh >/dev/null || { declare -F _completion_loader >/dev/null && _completion_loader ssh; }',
    '  declare -F _ssh >/dev/null && _ssh ssh "$word" "$before"',
    `  (( COMP_CWORD == 1 )) && mapfile -t -O "\${#COMPREPLY[@]}" COMPREPLY < <(compgen -W ${quoted(commands.map((one) => one.name).join(' '))} -- "$word")`,
    '}',
    'complete -F _sshwhy sshwhy',
  ]
}

const zshText = (text: string): string => text.replaceAll(/[[\]:\\]/g, '\\$&')

function zshOption({ name, value, text }: Option): string {
  const argument = value ? `:${value.name}:${value.file ? '_files' : value.choices ? `(${value.choices.join(' ')})` : ' '}` : ''
  return quoted(`--${name}[${zshText(text)}]${value?.optional ? `:${argument}` : argument}`)
}

function zsh(): readonly string[] {
  return [
    '#compdef sshwhy',
    '# zsh completion of sshwhy:  sshwhy completion zsh > a folder of $fpath, as _sshwhy',
    'local -a ours commands',
    'ours=(',
    ...options.map((one) => `  ${zshOption(one)}`),
    ')',
    'commands=(',
    ...commands.map((one) => `  ${quoted(`${one.name}:${zshText(one.text)}`)}`),
    ')',
    'if [[ $PREFIX == --* || $words[CURRENT-1] == --* ]]; then',
    '  _arguments $ours',
    'else',
    '  case $words[2] in',
    ...commands.flatMap((one) => {
      const what = one.file ? '_files' : one.choices ? `compadd ${one.choices.join(' ')}` : ''
      return what === '' ? [] : [`    ${one.name}) (( CURRENT > 2 )) && { ${what}; return } ;;`]
    }),
    '  esac',
    "  (( CURRENT == 2 )) && _describe 'command' commands",
    '  (( $+functions[_ssh] )) || autoload -Uz _ssh',
    '  service=ssh _ssh',
    'fi',
  ]
}

function fish(): readonly string[] {
  return [
    '# fish completion of sshwhy:  sshwhy completion fish | source',
    'complete -c sshwhy -w ssh',
    ...options.map((one) => {
      const value = one.value
        ? one.value.file
          ? ' -r -F'
          : one.value.choices
            ? ` -x -a ${quoted(one.value.choices.join(' '))}`
            : one.value.optional
              ? ''
              : ' -x'
        : ''
      return `complete -c sshwhy -l ${one.name}${value} -d ${quoted(one.text)}`
    }),
    ...commands.map((one) => `complete -c sshwhy -n __fish_use_subcommand -a ${one.name} -d ${quoted(one.text)}`),
    ...commands.flatMap((one) => {
      const what = one.file ? '-F' : one.choices ? `-f -a ${quoted(one.choices.join(' '))}` : ''
      return what === '' ? [] : [`complete -c sshwhy -n '__fish_seen_subcommand_from ${one.name}' ${what}`]
    }),
  ]
}

export const SHELLS = { bash, zsh, fish } as const

/** `sshwhy completion SHELL`. @returns the exit code */
export function completion(words: readonly string[]): number {
  const [shell, more] = words
  if (shell === undefined || more !== undefined || !Object.hasOwn(SHELLS, shell))
    throw new CodedError(
      'shell-unknown',
      `no completion for "${printable(words.join(' '), 60)}"`,
      `sshwhy completion ${Object.keys(SHELLS).join('|')}`,
    )
  writeLines(1, SHELLS[shell as keyof typeof SHELLS]())
  return 0
}

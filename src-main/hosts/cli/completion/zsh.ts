/** Completion for zsh: candidates with their descriptions; works sourced and as a file \`_toile\` in a folder of \`fpath\`. */

import { type CommandNode, caseKey, quoted, type Values, valueCases } from './command-tree.ts';

/** A candidate for `_describe`, which takes a colon for the end of the name. */
const described = (name: string, description: string): string =>
  quoted(`${name.replaceAll(':', '\\:')}:${description.replaceAll('\n', ' ')}`);

const kind = (values: Values): string =>
  typeof values === 'object' ? `(${values.words.map(quoted).join(' ')})` : `(@${values})`;

export function zshScript(tree: readonly CommandNode[]): string {
  const commands = tree.map(({ path, commands: below, options }) => {
    const names = below.map(({ name, description }) => described(name, description));
    const flags = options.flatMap((option) =>
      option.names.map((name) => described(name, option.description)),
    );
    return `    ${caseKey(path)}) commands=(${names.join(' ')}) options=(${flags.join(' ')}) ;;`;
  });
  const { options: values, places } = valueCases(tree, kind);
  return `#compdef toile
# Completion of toile for zsh. In ~/.zshrc, after compinit: source <(toile completion zsh)

_toile_at() {
  commands=() options=()
  case $1 in
${commands.join('\n')}
  esac
}

_toile_option() {
  values=()
  case $1 in
${values.join('\n')}
  esac
}

_toile_argument() {
  values=()
  case $1 in
${places.join('\n')}
  esac
}

_toile() {
  emulate -L zsh
  local cur=\${words[CURRENT]} at='' option='' ended='' word
  local -i count=0 i
  local -a commands options values
  _toile_at "$at"
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    if [[ -n $option ]]; then option=''; continue; fi
    if [[ $word == '--' ]]; then ended=1; continue; fi
    if [[ $word == -* && -z $ended ]]; then
      [[ $word == *=* ]] && continue
      _toile_option "\${at:+$at }$word"
      ((\${#values})) && option=$word
    elif ((count == 0)) && ((\${commands[(I)$word:*]})); then
      at="\${at:+$at }$word"
      _toile_at "$at"
    else ((count += 1)); fi
  done
  values=()
  if [[ -n $option ]]; then _toile_option "\${at:+$at }$option"
  elif [[ $cur == --*=* && -z $ended ]]; then
    _toile_option "\${at:+$at }\${cur%%=*}"
    compset -P '*='
  elif [[ $cur == -* && -z $ended ]]; then _describe -o option options; return
  elif ((count == 0 && \${#commands})); then _describe command commands; return
  else _toile_argument "\${at:+$at }$count"; fi
  case \${values[1]-} in
    @files) _files ;;
    @folders) _files -/ ;;
    @nothing|'') return 1 ;;
    *) compadd -a values ;;
  esac
}

if [[ \${funcstack[1]-} == _toile ]]; then _toile "$@"; else compdef _toile toile; fi
`;
}

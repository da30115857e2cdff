/** Completion for bash: a script of its own that reads what was typed and runs nothing of it; needs bash 3.2, and nothing else. */

import { type CommandNode, caseKey, quoted, type Values, valueCases } from './command-tree.ts';

const kind = (values: Values): string =>
  typeof values === 'object' ? quoted(values.words.join(' ')) : `@${values}`;

export function bashScript(tree: readonly CommandNode[]): string {
  const commands = tree.map(
    ({ path, commands: below, options }) =>
      `    ${caseKey(path)}) commands=${quoted(below.map(({ name }) => name).join(' '))} options=${quoted(options.flatMap(({ names }) => names).join(' '))} ;;`,
  );
  const { options: values, places } = valueCases(tree, kind);
  return `# Completion of toile for bash. In ~/.bashrc: source <(toile completion bash)

# Commands and options at a place.
_toile_at() {
  case $1 in
${commands.join('\n')}
    *) commands='' options='' ;;
  esac
}

# What an option takes; nothing where it stands alone.
_toile_option() {
  values=''
  case $1 in
${values.join('\n')}
  esac
}

# What stands at a place among the arguments.
_toile_argument() {
  values=''
  case $1 in
${places.join('\n')}
  esac
}

_toile() {
  local cur=\${COMP_WORDS[COMP_CWORD]} at='' count=0 option='' ended='' values='' commands='' options='' word i
  COMPREPLY=()
  # "--format=png" comes as three words.
  [[ $cur == '=' ]] && cur=''
  _toile_at "$at"
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ $word == '=' && -n $option ]]; then continue; fi
    if [[ -n $option ]]; then option=''; continue; fi
    if [[ $word == '--' ]]; then ended=1; continue; fi
    if [[ $word == -* && -z $ended ]]; then
      _toile_option "\${at:+$at }$word"
      [[ -n $values ]] && option=$word
    elif [[ $count == 0 && " $commands " == *" $word "* ]]; then
      at="\${at:+$at }$word"
      _toile_at "$at"
    else count=$((count + 1)); fi
  done
  if [[ -n $option ]]; then _toile_option "\${at:+$at }$option"
  elif [[ $cur == -* && -z $ended ]]; then values=$options
  elif [[ $count == 0 && -n $commands ]]; then values=$commands
  else _toile_argument "\${at:+$at }$count"; fi
  case $values in
    @files) return ;; # as bash does it
    @folders) compopt +o default -o dirnames 2>/dev/null; return ;;
    @nothing|'') compopt +o default +o bashdefault 2>/dev/null; return ;;
  esac
  compopt +o default +o bashdefault 2>/dev/null
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$values" -- "$cur")
}

complete -o bashdefault -o default -F _toile toile
`;
}

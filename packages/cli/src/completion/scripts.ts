import type { CompletionNode } from './tree.ts';

/** A script that defines completion for bash 4 and newer. */
export function bashScript(nodes: readonly CompletionNode[]): string {
  const cases = nodes.map((node) => {
    const words = [...node.subcommands.map(({ name }) => name), ...node.options.map(({ long }) => long)];
    return `    ${quoted(node.words.join(' '))}) words=${quoted(words.join(' '))} ;;`;
  });
  return `# bash completion of sluice; use: eval "$(sluice completion bash)"
_sluice() {
  local current=\${COMP_WORDS[COMP_CWORD]} path='' words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case " ${pathsOf(nodes).join(' | ')} " in
      *" | \${path:+$path }$word | "*) path=\${path:+$path }$word ;;
    esac
  done
  case $path in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [[ $current != -* && -z $(compgen -W "$words" -- "$current") ]] || [[ $current == */* || $current == .* ]]; then
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -F _sluice sluice
`;
}

/** Paths of all commands, with an empty one at both ends so that each stands between two bars. */
function pathsOf(nodes: readonly CompletionNode[]): string[] {
  return ['', ...nodes.map((node) => node.words.join(' ')).filter((path) => path !== ''), ''];
}

/** A script that defines completion for zsh. */
export function zshScript(nodes: readonly CompletionNode[]): string {
  const cases = nodes.map((node) => {
    const commands = node.subcommands.map(({ name, summary }) => quoted(`${colonFree(name)}:${colonFree(summary)}`));
    const options = node.options.map(({ long, summary }) => quoted(`${long}:${colonFree(summary)}`));
    return `    ${quoted(node.words.join(' '))}) entries=(${[...commands, ...options].join(' ')}) ;;`;
  });
  return `#compdef sluice
# zsh completion of sluice; use: eval "$(sluice completion zsh)"
_sluice() {
  local path='' word
  local -a entries
  for word in \${words[2,CURRENT-1]}; do
    case " ${pathsOf(nodes).join(' | ')} " in
      *" | \${path:+$path }$word | "*) path=\${path:+$path }$word ;;
    esac
  done
  case $path in
${cases.join('\n')}
  esac
  _describe 'sluice' entries
  _files
}
compdef _sluice sluice
`;
}

function colonFree(text: string): string {
  return text.replaceAll(':', ' -');
}

/** A script that defines completion for fish. */
export function fishScript(nodes: readonly CompletionNode[]): string {
  const lines = nodes.flatMap((node) => {
    const condition = fishCondition(node);
    return [
      ...node.subcommands.map(
        ({ name, summary }) => `complete -c sluice -f -n ${quoted(condition)} -a ${quoted(name)} -d ${quoted(summary)}`,
      ),
      ...node.options.map(({ long, short, summary, takesValue }) => {
        const flags = `${short === undefined ? '' : `-s ${short.slice(1)} `}-l ${long.slice(2)}${takesValue ? ' -r' : ''}`;
        return `complete -c sluice -n ${quoted(condition)} ${flags} -d ${quoted(summary)}`;
      }),
    ];
  });
  return `# fish completion of sluice; use: sluice completion fish | source\n${lines.join('\n')}\n`;
}

function fishCondition({ words, subcommands }: CompletionNode): string {
  if (words.length === 0) return '__fish_use_subcommand';
  const seen = words.map((word) => `__fish_seen_subcommand_from ${word}`);
  const unseen =
    subcommands.length === 0
      ? []
      : [`not __fish_seen_subcommand_from ${subcommands.map(({ name }) => name).join(' ')}`];
  return [...seen, ...unseen].join('; and ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

# bash completion for medveil-cli
_medveil_cli() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} word command=
    local commands="init profile share contact passwd rotate-key recovery audit lock send sync inbox sent open search demo hide reveal restore make-cover capacity detect scan verify"
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case " $commands " in *" $word "*) command=$word; break ;; esac
    done
    case $previous in
        --role) COMPREPLY=($(compgen -W "administrator doctor lab patient researcher" -- "$current")); return ;;
        --suite) COMPREPLY=($(compgen -W "chacha20 aes256" -- "$current")); return ;;
        --profile | --share | --out | --attach | --cover | --message-file | --passphrase-file | --recovery-file | --data)
            COMPREPLY=($(compgen -f -- "$current")); return ;;
    esac
    case $command in
        "") COMPREPLY=($(compgen -W "$commands --profile --json --passphrase-fd --passphrase-file --help --version" -- "$current")) ;;
        init) COMPREPLY=($(compgen -W "--name --role --facility --share --recovery-file" -- "$current")) ;;
        send) COMPREPLY=($(compgen -W "--to --patient-id --patient-name --no-patient --message-file --attach --suite --cover --insist-cover --confirm-patient --expires-days --preview" -- "$current")) ;;
        share) COMPREPLY=($(compgen -W "create join" -- "$current") $(compgen -d -- "$current")) ;;
        contact) COMPREPLY=($(compgen -W "list sync show verify add export" -- "$current") $(compgen -f -- "$current")) ;;
        audit) COMPREPLY=($(compgen -W "list verify export" -- "$current") $(compgen -f -- "$current")) ;;
        recovery) COMPREPLY=($(compgen -W "create check" -- "$current") $(compgen -f -- "$current")) ;;
        hide) COMPREPLY=($(compgen -W "--out --to --need --preview --insist-cover --restorable --keep" -- "$current") $(compgen -f -- "$current")) ;;
        scan) COMPREPLY=($(compgen -W "info frames deidentify propose mask restore seal open --rect --ellipse --polygon --mosaic --device --remember --frame --for --keep --shift-dates --pixels-checked --elements --out --frames --window --invert" -- "$current") $(compgen -f -- "$current")) ;;
        restore|make-cover) COMPREPLY=($(compgen -W "--out" -- "$current") $(compgen -f -- "$current")) ;;
        reveal) COMPREPLY=($(compgen -W "--out --from-contacts" -- "$current") $(compgen -f -- "$current")) ;;
        *) COMPREPLY=($(compgen -f -- "$current")) ;;
    esac
}
complete -F _medveil_cli medveil-cli

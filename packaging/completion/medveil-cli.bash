# bash completion for medveil-cli
_medveil_cli() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} word command=
    local commands="init profile share contact passwd rotate-key recovery audit lock send sync held remove device inbox sent open search patients demo hide reveal restore make-cover capacity detect scan verify"
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case " $commands " in *" $word "*) command=$word; break ;; esac
    done
    case $previous in
        --role) COMPREPLY=($(compgen -W "administrator doctor lab patient researcher" -- "$current")); return ;;
        --suite) COMPREPLY=($(compgen -W "chacha20 aes256" -- "$current")); return ;;
        --profile | --share | --out | --attach | --cover | --message-file | --passphrase-file | --recovery-file | --data | --args-file | --patient-file | --to-file)
            COMPREPLY=($(compgen -f -- "$current")); return ;;
    esac
    case $command in
        "") COMPREPLY=($(compgen -W "$commands --profile --json --passphrase-fd --passphrase-file --args-file --help --version" -- "$current")) ;;
        init) COMPREPLY=($(compgen -W "--name --role --facility --share --recovery-file" -- "$current")) ;;
        send) COMPREPLY=($(compgen -W "--to --to-file --patient-id --patient-name --patient-authority --patient-file --no-patient --message-file --attach --empty --suite --cover --insist-cover --confirm-patient --expires-days --preview" -- "$current")) ;;
        inbox | sent) COMPREPLY=($(compgen -W "--count" -- "$current")) ;;
        open) COMPREPLY=($(compgen -W "--out" -- "$current") $(compgen -f -- "$current")) ;;
        demo) COMPREPLY=($(compgen -W "--data" -- "$current")) ;;
        share) COMPREPLY=($(compgen -W "create join" -- "$current") $(compgen -d -- "$current")) ;;
        device) COMPREPLY=($(compgen -W "moved new" -- "$current")) ;;
        held) COMPREPLY=($(compgen -W "--release --release-all --remove" -- "$current")) ;;
        contact) COMPREPLY=($(compgen -W "list sync find accept refuse remove show verify keep add export" -- "$current") $(compgen -f -- "$current")) ;;
        patients) COMPREPLY=($(compgen -W "list messages correct --authority --name --reason" -- "$current")) ;;
        audit) COMPREPLY=($(compgen -W "list verify export --count" -- "$current") $(compgen -f -- "$current")) ;;
        recovery) COMPREPLY=($(compgen -W "create check" -- "$current") $(compgen -f -- "$current")) ;;
        hide) COMPREPLY=($(compgen -W "--out --to --need --preview --insist-cover --restorable --keep" -- "$current") $(compgen -f -- "$current")) ;;
        scan) COMPREPLY=($(compgen -W "info frames deidentify propose mask restore seal open --rect --ellipse --polygon --mosaic --device --remember --frame --for --keep --shift-dates --pixels-checked --several-patients --elements --out --frames --window --invert --no-overlays --confirm-patient" -- "$current") $(compgen -f -- "$current")) ;;
        restore|make-cover) COMPREPLY=($(compgen -W "--out" -- "$current") $(compgen -f -- "$current")) ;;
        reveal) COMPREPLY=($(compgen -W "--out --from-contacts" -- "$current") $(compgen -f -- "$current")) ;;
        *) COMPREPLY=($(compgen -f -- "$current")) ;;
    esac
}
complete -F _medveil_cli medveil-cli

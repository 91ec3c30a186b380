#!/usr/bin/env bash
# Builds FountainStore into one executable, dist/fountainstore, with Bun or with Deno. See --help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly TARGETS_BUN=(linux-x64 linux-x64-baseline linux-arm64 linux-x64-musl linux-arm64-musl darwin-x64 darwin-arm64 windows-x64)
readonly TARGETS_DENO=(linux-x64 linux-arm64 darwin-x64 darwin-arm64 windows-x64)

usage() {
  cat <<HELP
Usage: ./compile.sh [options] [-- arguments of serve]

Builds src/main.ts into one executable that needs nothing beside it: dist/fountainstore.

  --runtime bun|deno   what it is built with and runs on (default: Bun if there is one, else Deno, else Bun through npm)
  --target NAME        for another machine: dist/fountainstore-NAME
                       Bun:  ${TARGETS_BUN[*]}
                       Deno: ${TARGETS_DENO[*]}
  --all                for every target of the runtime
  --run                builds, then serves: what follows -- goes to \`fountainstore serve\`
  --help               prints this

Needs one of npm, Bun and Deno on the machine. Prints size and SHA-256 of what it built.
HELP
}

fail() { printf 'compile.sh: %s\n' "$1" >&2; exit "${2:-1}"; }
wrong() { fail "$1 (see ./compile.sh --help)" 2; }

runtime="" targets=() all=false run=false arguments=()
while (($# > 0)); do
  case $1 in
    --runtime) [[ ${2-} =~ ^(bun|deno)$ ]] || wrong "--runtime must be bun or deno"; runtime=$2; shift ;;
    --target) [[ -n ${2-} ]] || wrong "--target needs a name"; targets+=("$2"); shift ;;
    --all) all=true ;;
    --run) run=true ;;
    --help | -h) usage; exit 0 ;;
    --) shift; arguments=("$@"); break ;;
    *) wrong "unknown option $1" ;;
  esac
  shift
done

# A program of this project's pinned packages, else of the machine.
find_program() {
  if [[ -x node_modules/.bin/$1 ]]; then echo "$PWD/node_modules/.bin/$1"; else command -v "$1" || true; fi
}

install_packages() {
  [[ -d node_modules ]] && return
  if command -v npm >/dev/null; then npm ci
  elif command -v bun >/dev/null; then bun install --frozen-lockfile
  elif command -v deno >/dev/null; then deno install --allow-scripts=npm:bun,npm:deno
  else fail "needs npm, Bun or Deno on this machine"
  fi >&2
}

compile_bun() { # output, [target]
  local flags=(--compile --minify --bytecode --splitting --format=esm --sourcemap)
  # The executable must not read settings, let alone code, from whatever folder it is started in.
  flags+=(--no-compile-autoload-dotenv --no-compile-autoload-bunfig)
  [[ -n ${2-} ]] && flags+=("--target=bun-$2")
  "$bun" build "${flags[@]}" src/main.ts src/worker.ts --outfile "$1" >&2
  rm -f dist/.new/*.map
}

deno_triple() {
  case $1 in
    linux-x64) echo x86_64-unknown-linux-gnu ;;
    linux-arm64) echo aarch64-unknown-linux-gnu ;;
    darwin-x64) echo x86_64-apple-darwin ;;
    darwin-arm64) echo aarch64-apple-darwin ;;
    windows-x64) echo x86_64-pc-windows-msvc ;;
    *) wrong "Deno has no target $1" ;;
  esac
}

compile_deno() { # output, [target]
  local flags=(--allow-read --allow-write --allow-net --allow-env --allow-sys --allow-ffi --include src/worker.ts)
  [[ -n ${2-} ]] && flags+=(--target "$(deno_triple "$2")")
  local said
  if ! said=$("$deno" compile --quiet "${flags[@]}" --output "$1" src/main.ts 2>&1); then
    grep -iE '^ *[0-9]+: |error' <<<"$said" | head -n 4 >&2 || true
    fail "deno compile failed. It downloads its base, denort, at the first use: without a network, name one by DENORT_BIN, or build with --runtime bun"
  fi
}

show() { # file
  local bytes
  bytes=$(wc -c <"$1")
  printf '%s  %s bytes  sha256 %s\n' "$1" "$((bytes))" "$( (sha256sum "$1" 2>/dev/null || shasum -a 256 "$1") | cut -d' ' -f1)"
}

build() { # [target]
  local output=dist/fountainstore${1:+-$1}
  [[ ${1-} == windows-* ]] && output+=.exe
  # Elsewhere first: what was built before stays when this fails.
  mkdir -p dist/.new
  "compile_$runtime" "dist/.new/${output#dist/}" "${1-}"
  mv "dist/.new/${output#dist/}" "$output"
  show "$output"
}

install_packages
bun=$(find_program bun) deno=$(find_program deno)
if [[ -z $runtime ]]; then
  if [[ -n $bun ]]; then runtime=bun; elif [[ -n $deno ]]; then runtime=deno; else fail "found neither Bun nor Deno"; fi
fi
[[ $runtime == bun && -z $bun ]] && fail "found no Bun: install it, or use --runtime deno"
[[ $runtime == deno && -z $deno ]] && fail "found no Deno: install it, or use --runtime bun"
if $all; then
  if [[ $runtime == bun ]]; then targets=("${TARGETS_BUN[@]}"); else targets=("${TARGETS_DENO[@]}"); fi
fi

mkdir -p dist
if ((${#targets[@]} == 0)); then build; else for target in "${targets[@]}"; do build "$target"; done; fi
if $run; then exec ./dist/fountainstore serve "${arguments[@]}"; fi

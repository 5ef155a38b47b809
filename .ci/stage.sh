# Sourced by the stages of .ci/run.

# The word CI, scripts and people look for; 77 is the exit code of a skipped test in Automake.
readonly SKIPPED=77

# Ends the stage as skipped, with the reason in the closing summary.
skip() {
  echo "SKIPPED: $*"
  [[ -z ${STAGE_NOTE:-} ]] || echo "$*" >"$STAGE_NOTE"
  exit "$SKIPPED"
}

# Adds a word to the stage's line in the closing summary.
note() {
  [[ -z ${STAGE_NOTE:-} ]] || echo "$*" >"$STAGE_NOTE"
}

say() {
  echo "-- $*"
}

# Tries a command once a second until it succeeds: within SECONDS COMMAND...
within() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || return 1
    sleep 1
  done
}

# A loopback port that is not in use.
free_port() {
  local port
  while port=$((20000 + RANDOM % 10000)) && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

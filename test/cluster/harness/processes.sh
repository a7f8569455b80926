# The programs of a cluster, for up.sh, down.sh and kill.sh, which set $dir. $dir/run/NAME.pid holds a process id, and when that process
# began: some day another process gets the same id.

begin_of() { # PID: when it began, in ticks since the machine's start; fails when it has ended
  local stat
  read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
  stat=(${stat##*) }) # from field 3 of proc_pid_stat(5) on; the program's name before it may hold spaces
  # Who has ended keeps its id until init asks for its exit code, which can take seconds; kill -0 succeeds so long.
  [[ ${stat[0]} != [ZX] ]] && echo "${stat[19]}"
}
pid_of() { # NAME: its process id; fails when it does not run
  local pid begin
  read -r pid begin 2>/dev/null <"$dir/run/$1.pid" && [ "$(begin_of "$pid")" = "${begin:-unknown}" ] && echo "$pid"
}

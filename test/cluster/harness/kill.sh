#!/usr/bin/env bash
# Ends a program of the cluster that up.sh started in DIR by SIGKILL, and waits until it has ended; up.sh starts it again.
# Use: bash kill.sh DIR NAME    NAME as in DIR/run, for example kube-apiserver or kubelet-2
set -euo pipefail
dir=$1 name=$2
source "$(dirname "$0")/processes.sh"
pid=$(pid_of "$name") || { echo "$name does not run" >&2; exit 1; }
kill -9 "$pid"
for _ in $(seq 100); do pid_of "$name" >/dev/null || exit 0; sleep 0.1; done
echo "$name ($pid) has not ended within 10 s" >&2; exit 1

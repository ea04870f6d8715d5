#!/bin/sh
# One tesseract on one core, with bounded memory (KiB), that dies with the process which started it.
ulimit -v 4000000
OMP_THREAD_LIMIT=1
export OMP_THREAD_LIMIT
exec setpriv --pdeathsig KILL -- tesseract "$@"

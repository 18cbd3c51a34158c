#!/bin/sh
# The `fractale` command of an installed extension: on the editor's own Node, which FRACTALE_NODE names.
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
ELECTRON_RUN_AS_NODE=1 exec "${FRACTALE_NODE:-node}" --disable-warning=ExperimentalWarning "$here/../daemon/cli.mjs" "$@"

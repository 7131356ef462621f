// Command kvarter lets a neighbourhood describe itself on a map: it serves the
// residents' pages and the API, and brings areas, answers and backups in and
// out. docs/command-line.md describes every command.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	// Areas name IANA zones; the binary brings them along.
	_ "time/tzdata"
)

// version is set by the linker.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	paceGarbage(os.Getenv)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr)
	os.Exit(report(os.Stderr, err))
}

// Command bench measures Kvarter beside rivals on the same machine in the same
// minutes, and prints tables for docs/performance.md.
//
//	go run . create    durable creates over HTTP
//	go run . export    a million rows out, beside ogr2ogr
//	go run . box       a thousand of a million by bounding box
//	go run . gis       tiles, boxes, files and memory, beside PostGIS and ogr2ogr
//	go run . live      marks to the phones of a room, beside PocketBase's realtime
//
// Every figure is a median of interleaved runs; ratios are made run by run, so
// that they hold while the machine's speed drifts. All traffic is loopback.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	commands := map[string]func(context.Context, []string) error{
		"create": benchCreate, "export": benchExport, "box": benchBox, "gis": benchGIS, "live": benchLive, "server": serveRival,
	}
	if len(args) == 0 || commands[args[0]] == nil {
		return fmt.Errorf("name one of: create, export, box, gis, live")
	}
	return commands[args[0]](ctx, args[1:])
}
